import { holdsPorts } from "../model/container.ts";
import { containersAt, type Listener, listenerOf, type PortContainer } from "../model/listener.ts";
import type { Machine } from "../model/machine.ts";
import { isListener, type Proto, type Socket, type SocketState } from "../model/socket.ts";

/**
 * How a port stands. `listening`: somebody waits for clients. `held`: nobody does, yet the port is taken,
 * by a connection or by a container's packet filter rule. `unknown`: portik could not see.
 */
export type Status = "listening" | "held" | "free" | "unknown";

/** Which port, and the one address of it where a question was narrowed to one. */
export interface PortTarget {
  readonly port: number;
  readonly proto: Proto;
  readonly host?: string;
}

/** What `who` answers for one port. */
export interface PortStatus {
  readonly port: number;
  readonly proto: Proto;
  readonly status: Status;
  readonly listeners: readonly Listener[];
  /** Listeners on the port in other network namespaces, looked for where nobody listens here. */
  readonly elsewhere: readonly Listener[];
  /** Containers that publish the port, whether a socket shows it or not. */
  readonly containers: readonly PortContainer[];
  /** How many sockets with this local port are in each state. */
  readonly states: Readonly<Partial<Record<SocketState, number>>>;
}

/** How one port stands on this machine, as far as a bind to the target's address would meet it. */
export function portStatus(machine: Machine, target: PortTarget): PortStatus {
  const { port, proto, host } = target;
  const sockets = machine.sockets(port, proto, host);
  const containers = containersAt(machine, { port, proto, host });
  return {
    port,
    proto,
    status: statusOf(machine, target, { sockets, containers }),
    listeners: sockets.filter(isListener).map((socket) => listenerOf(socket, machine)),
    elsewhere: machine.elsewhere(port, proto).map((socket) => listenerOf(socket, machine)),
    containers,
    states: countStates(sockets),
  };
}

/** Errors of a bind to an address that this machine does not have: they tell nothing about the port. */
export const NO_ADDRESS: readonly string[] = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];

function statusOf(
  machine: Machine,
  { port, proto, host }: PortTarget,
  { sockets, containers }: {
    readonly sockets: readonly Socket[];
    readonly containers: readonly PortContainer[];
  },
): Status {
  if (sockets.some(isListener)) return "listening";
  if (containers.some(holdsPorts)) return "held";
  // A bind that was really tried knows better than any list of sockets.
  const tried = machine.binds(port, proto, host).filter(({ inferred }) => !inferred)
    .map(({ outcome }) => outcome).filter((outcome) => !NO_ADDRESS.includes(outcome));
  if (tried.includes("EADDRINUSE")) return "held";
  if (tried.length > 0 && tried.every((outcome) => outcome === "ok")) return "free";
  if (sockets.some(({ state }) => state !== "TIME_WAIT")) return "held";
  return machine.isBlindTo("sockets") ? "unknown" : "free";
}

function countStates(sockets: readonly Socket[]): Partial<Record<SocketState, number>> {
  const states: Partial<Record<SocketState, number>> = {};
  for (const { state } of sockets) states[state] = (states[state] ?? 0) + 1;
  return states;
}
