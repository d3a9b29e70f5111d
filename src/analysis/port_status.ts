import { holdsPorts } from "../model/container.ts";
import { isNoAddress } from "../model/errno.ts";
import type { Owner } from "../model/owner.ts";
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
  /** Whose connections keep the port, where nobody listens and it is held all the same. */
  readonly holders: readonly Owner[];
  /** How many sockets with this local port are in each state. */
  readonly states: Readonly<Partial<Record<SocketState, number>>>;
}

/** How one port stands on this machine, as far as a bind to the target's address would meet it. */
export function portStatus(machine: Machine, target: PortTarget): PortStatus {
  const { port, proto, host } = target;
  const sockets = machine.sockets(port, proto, host);
  const containers = containersAt(machine, { port, proto, host });
  const status = statusOf(machine, target, { sockets, containers });
  return {
    port,
    proto,
    status,
    listeners: sockets.filter(isListener).map((socket) => listenerOf(socket, machine)),
    elsewhere: machine.elsewhere(port, proto).map((socket) => listenerOf(socket, machine)),
    containers,
    holders: status === "held" ? holdersOf(machine, sockets) : [],
    states: countStates(sockets),
  };
}

/** The connections among these sockets that keep their port from others; one in TIME_WAIT does not. */
export function connectionsHolding(sockets: readonly Socket[]): readonly Socket[] {
  return sockets.filter((socket) => !isListener(socket) && socket.state !== "TIME_WAIT");
}

function holdersOf(machine: Machine, sockets: readonly Socket[]): Owner[] {
  const owners = connectionsHolding(sockets).flatMap((socket) => machine.owner(socket) ?? []);
  return [...new Map(owners.map((owner) => [owner.pid ?? owner, owner])).values()];
}

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
    .map(({ outcome }) => outcome).filter((outcome) => !isNoAddress(outcome));
  if (tried.includes("EADDRINUSE")) return "held";
  if (tried.length > 0 && tried.every((outcome) => outcome === "ok")) return "free";
  if (connectionsHolding(sockets).length > 0) return "held";
  return machine.isBlindTo("sockets") ? "unknown" : "free";
}

function countStates(sockets: readonly Socket[]): Partial<Record<SocketState, number>> {
  const states: Partial<Record<SocketState, number>> = {};
  for (const { state } of sockets) states[state] = (states[state] ?? 0) + 1;
  return states;
}
