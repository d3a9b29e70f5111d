/** Transport protocol of a socket. */
export type Proto = "tcp" | "udp";

/**
 * What a socket answers on: IPv4 alone, IPv6 alone, or both through one IPv6 socket
 * whose IPV6_V6ONLY is off (`ipv6(7)`).
 */
export type Family = "ipv4" | "ipv6" | "dual";

/**
 * TCP states as RFC 9293 section 3.3.2 names them, with underscores, whatever the source calls them;
 * `UNCONN` is a UDP socket without a peer.
 */
export type SocketState =
  | "LISTEN"
  | "SYN_SENT"
  | "SYN_RECEIVED"
  | "ESTABLISHED"
  | "FIN_WAIT_1"
  | "FIN_WAIT_2"
  | "CLOSE_WAIT"
  | "CLOSING"
  | "LAST_ACK"
  | "TIME_WAIT"
  | "CLOSED"
  | "UNCONN";

/** One end of a socket. `zone` is an interface name, from a scoped address or a bound device. */
export interface Endpoint {
  readonly address: string;
  readonly zone?: string;
  readonly port: number;
}

/** A process that has the socket open, and under which descriptor. */
export interface Holder {
  readonly pid: number;
  readonly fd?: number;
}

/**
 * One socket as the kernel has it: one row for each (proto, address, port, inode).
 *
 * `address` is canonical text (`127.0.0.1`, `::1`, `0.0.0.0`, `::`); a v4-mapped address is shown as
 * IPv4. `inode` and `uid` are missing where the source or the state (TIME_WAIT) has none.
 */
export interface Socket extends Endpoint {
  readonly proto: Proto;
  readonly family: Family;
  readonly state: SocketState;
  readonly peer?: Endpoint;
  readonly v6only?: boolean;
  readonly inode?: number;
  readonly uid?: number;
  /** Path in the cgroup v2 tree of whoever created the socket, such as `/system.slice/ssh.service`. */
  readonly cgroup?: string;
  /** Connections waiting to be accepted, and how many may wait (`listen(2)`). Listeners only. */
  readonly backlog?: { readonly queued: number; readonly limit?: number };
  readonly holders: readonly Holder[];
  /** The network namespace it lives in, where that is not portik's own: a name of `ip netns`, or `net:[4026532281]`. */
  readonly namespace?: string;
}

/** True for a socket that waits for clients: TCP in LISTEN, or UDP without a peer. */
export function isListener(socket: Pick<Socket, "state">): boolean {
  return socket.state === "LISTEN" || socket.state === "UNCONN";
}
