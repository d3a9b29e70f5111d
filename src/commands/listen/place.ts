import type { ListenMode } from "../../analysis/listen_words.ts";
import { portStatus } from "../../analysis/port_status.ts";
import { verdictOf } from "../../analysis/verdict.ts";
import type { SharedFlags } from "../../cli/flags.ts";
import { formatEndpoint } from "../../model/address.ts";
import { parsePorts } from "../../model/ports.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Endpoint, Proto } from "../../model/socket.ts";
import type { World } from "../world.ts";

/** Where a test server is to listen. Port 0: wherever the kernel likes. */
export interface ListenPlace {
  readonly at: Endpoint;
  readonly proto: Proto;
}

/** Reads the word and the flags of `listen`. Refuses more than one port, and two addresses. */
export function placeOf(
  flags: Pick<SharedFlags, "proto" | "from"> & { readonly host?: string },
  word: string | undefined,
): ListenPlace {
  if (flags.from !== undefined) {
    throw new Refusal("bad-flags", "listen makes a server on this machine: --from names another");
  }
  const [request, more] = word === undefined ? [] : parsePorts(word);
  if (more || (request && request.first !== request.last)) {
    throw new Refusal("bad-port", `listen takes one port, and '${word}' names several`);
  }
  const { first: port = 0, proto = flags.proto, host = flags.host } = request ?? {};
  if (proto === "all") {
    throw new Refusal("bad-flags", "listen takes one protocol: use --proto tcp or --proto udp");
  }
  if (flags.host !== undefined && host !== flags.host) {
    throw new Refusal(
      "bad-flags",
      `--host ${flags.host} and '${word}' name different addresses`,
    );
  }
  const address = host === undefined || host === "localhost" ? "127.0.0.1" : host;
  return { at: { address, port }, proto };
}

/** What the server does. Refuses flags that say different things. */
export function modeOf(
  { echo, http }: { readonly echo: boolean; readonly http: boolean },
  { proto }: ListenPlace,
): ListenMode {
  if (echo && http) {
    throw new Refusal("bad-flags", "--echo and --http say different things: use one of them");
  }
  if (http && proto === "udp") throw new Refusal("bad-flags", "--http goes by TCP, not by UDP");
  return http ? "http" : echo ? "echo" : "print";
}

const ERRORS: ReadonlyMap<string, string> = new Map(Object.entries({
  EACCES: "permission denied",
  EADDRINUSE: "the port is in use",
  EADDRNOTAVAIL: "that is no address of this machine",
  EAFNOSUPPORT: "this machine has no such addresses",
  EINVAL: "a link-local address needs its interface, as in fe80::1%eth0",
  EPERM: "not permitted",
}));

/** Why the port could not be had, by a look at who has it where that tells. */
export async function bindRefusal(
  world: World,
  { at, proto }: ListenPlace,
  failed: string,
): Promise<Refusal> {
  const { address, port } = at;
  const place = port === 0
    ? `any port of ${address}`
    : `${formatEndpoint(at)}${proto === "udp" ? "/udp" : ""}`;
  const why = `${ERRORS.get(failed) ?? failed}${ERRORS.has(failed) ? ` (${failed})` : ""}`;
  const plain = `Cannot listen on ${place}: ${why}`;
  if (port === 0) return new Refusal("bind-failed", plain, { exit: 5 });
  const machine = await world.look({
    facts: ["sockets", "owners", "containers", "binds", "settings", "caller"],
    ports: [{ first: port, last: port }],
    protos: [proto],
    addresses: [address],
  });
  const target = { port, proto, host: address };
  const { sentence, bindable } = verdictOf(machine, target, portStatus(machine, target));
  // The port may have become free meanwhile: then only the kernel's word is left.
  const told = Object.values(bindable).some((outcome) => outcome !== "ok");
  const named = sentence.replace(/\.$/, "");
  const words = proto === "udp" ? `${port}/udp` : `${port}`;
  return new Refusal("bind-failed", told ? `Cannot listen on ${place}: ${named}` : plain, {
    exit: 5,
    hint: `See portik explain ${words} --host ${address}`,
  });
}
