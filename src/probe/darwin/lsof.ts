import { canonicalAddress } from "../../model/address.ts";
import { asksFor, isSilent } from "../../model/question.ts";
import type { Caller } from "../../model/snapshot.ts";
import { type Endpoint, isListener, type Socket } from "../../model/socket.ts";
import { OWN_SOCKETS_ONLY, readLsof } from "../lsof.ts";
import type { Probe } from "../probe.ts";
import { joinSockets } from "./join.ts";
import { readNetstat } from "./netstat.ts";

/**
 * Sockets by `lsof` of macOS (`lsof(8)`), which names every holder and its descriptor, completed by
 * `netstat`: that one also has the sockets of other users, TIME_WAIT and connections not yet accepted,
 * and knows whether a wildcard is dual-stack. Both run at once.
 *
 * Where `netstat` fails, an ordinary user sees only their own sockets; where that leaves a port without
 * a listener, there is no answer. Neither tells the inode, the uid and the backlog of a socket.
 */
export function lsofFor(caller: Caller): Probe<readonly Socket[]> {
  return {
    name: "lsof",
    gives: "sockets",
    async read(sight, question, options) {
      const [answer, byNetstat] = await Promise.all([
        readLsof(sight, question, options),
        readNetstat(sight, options),
      ]);
      if ("missing" in answer) return answer;
      const byLsof = answer.map(asOnMacos);
      const asked = (socket: Socket) => asksFor(question, socket.port);
      if (!("missing" in byNetstat)) return joinSockets(byLsof, byNetstat).filter(asked);
      const sockets = byLsof.filter(asked);
      const hides = isSilent(question, sockets) && caller.seesAllOwners !== true;
      return hides ? { missing: OWN_SOCKETS_ONLY } : sockets;
    },
  };
}

/**
 * A socket as macOS means it: the queue of a listener counts bytes there, of which it has none, and an
 * address that is no wildcard answers on its own family alone.
 */
function asOnMacos({ backlog: _, ...socket }: Socket): Socket {
  const { peer, family, address } = socket;
  return {
    ...socket,
    ...withoutScope(socket),
    ...(peer ? { peer: withoutScope(peer) } : {}),
    ...(family === "ipv6" && address !== "::" && isListener(socket) ? { v6only: true } : {}),
  };
}

/**
 * Inside the kernel the second group of a link-local address holds the number of its interface, and
 * `lsof` prints it as it is: `fe80:4::1` for `fe80::1` on interface 4.
 */
function withoutScope<T extends Endpoint>(end: T): T {
  const address = end.address.replace(/^fe80:[0-9a-f]{1,4}(?=:)/, "fe80:0");
  return { ...end, address: canonicalAddress(address) ?? end.address };
}
