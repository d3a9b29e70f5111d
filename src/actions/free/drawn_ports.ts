import type { Held, Hold } from "../../host/hold.ts";
import { isFailure } from "../../host/host.ts";
import { isNoAddress } from "../../model/errno.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Proto } from "../../model/socket.ts";

/** How ports are drawn. */
export interface Draw {
  readonly hold: Hold;
  readonly proto: Proto;
  /** The one to bind, or `::`, which stands for every address. */
  readonly address: string;
  /** How many are drawn at most. */
  readonly most: number;
  /** Hold each while the next is drawn, so that none comes again. */
  readonly keep?: boolean;
}

/** Most ports that are kept while others are drawn: a process may have 1024 files open, or fewer. */
const MOST_KEPT = 256;

/**
 * Ports that the kernel chooses, which is what it does for port 0 (`ip(7)`). It prefers the odd ones to the
 * even ones or the other way round, while there are any (`inet_csk_find_open_port` in the kernel), so that
 * half of them would never come: with `keep`, each is held again while the next is drawn. Ends where the
 * kernel has none left. Throws a Refusal where the address is not one of this machine, or no socket can be
 * had at all.
 */
export async function* drawnPorts(
  { hold, proto, address, most, keep = false }: Draw,
): AsyncGenerator<number> {
  const kept: Held[] = [];
  let at = address;
  try {
    for (let i = 0; i < most; i++) {
      const held = await hold(proto, at, 0);
      if (!isFailure(held)) {
        await held.release();
        yield held.port;
        if (keep && kept.length < MOST_KEPT) {
          kept.push(...await again({ hold, proto }, at, held.port));
        }
      } else if (at === "::" && isNoAddress(held.failed)) at = "0.0.0.0";
      else if (held.failed === "EADDRINUSE") return;
      else throw noSocket(address, held.failed);
    }
  } finally {
    for (const one of kept) await one.release();
  }
}

/** Nothing where somebody else has it by now. */
async function again(
  { hold, proto }: Pick<Draw, "hold" | "proto">,
  at: string,
  port: number,
): Promise<Held[]> {
  const held = await hold(proto, at, port);
  return isFailure(held) ? [] : [held];
}

function noSocket(address: string, failed: string): Refusal {
  if (isNoAddress(failed)) {
    return new Refusal("bad-host", `'${address}' is no address of this machine`);
  }
  return new Refusal("no-port", `The kernel gives no port for ${address}: ${failed}`, { exit: 5 });
}
