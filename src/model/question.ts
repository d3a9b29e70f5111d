import { isListener, type Proto, type Socket } from "./socket.ts";

/** A kind of fact that a probe can learn and a rule can need. */
export type FactName =
  | "sockets"
  | "owners"
  | "processes"
  | "containers"
  | "binds"
  | "namespaces"
  | "settings"
  | "caller"
  | "sessions"
  | "addresses"
  | "routes";

/** A port range, both ends included. A single port has `first === last`. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * What somebody wants to know. It narrows the look: with `ports`, the kernel filters sockets and only
 * the processes that matter are read; without, everything is.
 */
export interface Question {
  readonly facts: readonly FactName[];
  /** Left out: every port. */
  readonly ports?: readonly PortRange[];
  readonly protos: readonly Proto[];
  /** Also the sockets whose other end is one of the ports: the clients on this machine. */
  readonly peers?: boolean;
  /** Only sockets that wait for clients. */
  readonly listening?: boolean;
  /** Addresses to try a bind on, when `binds` are asked for; left out: the usual four. */
  readonly addresses?: readonly string[];
  /** Whether to ask the container engines; `auto`: when a socket or an owner points at one. */
  readonly engines: "auto" | "always" | "never";
}

/** True when the question is about this port. */
export function asksFor(question: Pick<Question, "ports">, port: number): boolean {
  return question.ports?.some((range) => range.first <= port && port <= range.last) ?? true;
}

/** True when a socket is one that the question is about. */
export function concerns(
  question: Pick<Question, "ports" | "peers" | "listening">,
  socket: Socket,
): boolean {
  if (question.listening && !isListener(socket)) return false;
  return asksFor(question, socket.port) ||
    (question.peers === true && socket.peer !== undefined && asksFor(question, socket.peer.port));
}

/** True when one of the ranges is all ports there are, so that there is nothing to narrow. */
export function hasEveryPort(ranges: readonly PortRange[]): boolean {
  return ranges.some(({ first, last }) => first === 1 && last === 65535);
}

/** Every port of these ranges, once. */
export function portsIn(ranges: readonly PortRange[]): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const { first, last } of ranges) {
    for (let port = first; port <= last; port++) ports.add(port);
  }
  return ports;
}

/** True when on one of the ports, by one of the protocols, nobody listens, or when every port is asked for. */
export function isSilent(
  { ports, protos }: Pick<Question, "ports" | "protos">,
  sockets: readonly Socket[],
): boolean {
  if (ports === undefined) return true;
  const taken = new Set(
    sockets.filter(isListener).map(({ proto, port }) => `${proto} ${port}`),
  );
  return [...portsIn(ports)].some((port) => protos.some((proto) => !taken.has(`${proto} ${port}`)));
}

/** The addresses that servers usually bind, in the order in which a report shows them. */
export const USUAL_ADDRESSES: readonly string[] = ["127.0.0.1", "::1", "0.0.0.0", "::"];

/** The addresses that a bind to `host` is about: the usual four, both loopbacks for `localhost`, or one. */
export function bindAddresses(host: string | undefined): readonly string[] {
  if (host === undefined) return USUAL_ADDRESSES;
  return host === "localhost" ? ["127.0.0.1", "::1"] : [host];
}
