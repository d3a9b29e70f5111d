import { type Endpoint, isListener, type Socket } from "../../model/socket.ts";
import { familyOf } from "../endpoint.ts";

/** What the sources of Windows tell of a socket. */
export interface Facts extends Pick<Socket, "proto" | "state"> {
  readonly local: Endpoint;
  readonly peer: Endpoint | undefined;
  readonly pid: number;
}

/**
 * A socket of Windows. A pid of 0 stands for nobody, and a peer without a port for none. Whether a
 * wildcard of IPv6 is dual-stack, nothing tells: such a socket has a row in the table of IPv4, too.
 */
export function windowsSocket({ proto, local, peer, state, pid }: Facts): Socket {
  const family = familyOf(local.address);
  const alone = family === "ipv6" && local.address !== "::" && isListener({ state });
  return {
    proto,
    ...local,
    family,
    state,
    ...(peer && peer.port !== 0 ? { peer } : {}),
    ...(alone ? { v6only: true } : {}),
    holders: pid > 0 ? [{ pid }] : [],
  };
}
