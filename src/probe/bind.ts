import type { Sight } from "../host/host.ts";
import { isIpv6, isWildcard } from "../model/address.ts";
import type { Bind, Caller, Settings } from "../model/snapshot.ts";
import type { Proto } from "../model/socket.ts";

/** Where privileged ports end unless a setting says otherwise (`netinet/in.h`). */
const IPPORT_RESERVED = 1024;

/** What it takes to tell how a bind would have gone on a machine that was captured. */
export interface BindContext {
  readonly caller: Caller;
  readonly settings: Settings;
}

/**
 * Binds each address in turn, never two at once, because one wildcard would be in the other's way.
 * On a captured machine, a port that was not tried then had nothing on it: it answers as port 0 did,
 * except below the privileged limit. Of an address that was not tried then nothing is known, unless its
 * whole family failed.
 */
export async function tryBinds(
  sight: Sight,
  target: { readonly proto: Proto; readonly port: number; readonly addresses: readonly string[] },
  context: BindContext,
): Promise<Bind[]> {
  const { proto, port, addresses } = target;
  const tries = new Map<string, string>();
  const tryAll = async (among: readonly string[]) => {
    for (const address of among) tries.set(address, await sight.tryBind(proto, address, port));
  };
  await tryAll(addresses);
  // Another portik that asks the same has a port for an instant: only what is taken twice is taken.
  await tryAll(addresses.filter((address) => tries.get(address) === "EADDRINUSE"));
  const binds: Bind[] = [];
  for (const [address, outcome] of tries) {
    if (outcome !== "NOT_RECORDED") binds.push({ proto, address, port, outcome });
    else {
      const inferred = await inferBind(sight, { proto, port, address }, context);
      binds.push({ proto, address, port, outcome: inferred, inferred: true });
    }
  }
  return binds;
}

async function inferBind(
  sight: Sight,
  { proto, port, address }: { proto: Proto; port: number; address: string },
  { caller, settings }: BindContext,
): Promise<string> {
  const anyPort = await sight.tryBind(proto, address, 0);
  if (anyPort === "NOT_RECORDED") {
    const family = await sight.tryBind(proto, isIpv6(address) ? "::" : "0.0.0.0", 0);
    return family === "ok" || family === "NOT_RECORDED" ? "unknown" : family;
  }
  // macOS lets everybody have every port of a wildcard (see darwin/kernel.ts).
  const open = sight.os === "darwin" && isWildcard(address);
  if (anyPort !== "ok" || open || caller.mayBindPrivileged === true) return anyPort;
  const { unprivilegedPortStart } = settings;
  if (port >= (unprivilegedPortStart ?? IPPORT_RESERVED)) return "ok";
  const sure = unprivilegedPortStart !== undefined && caller.mayBindPrivileged === false;
  return sure ? "EACCES" : "unknown";
}
