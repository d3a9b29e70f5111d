import type { Reach } from "./address.ts";
import { type Container, isMet, type Publication } from "./container.ts";
import { defined } from "./defined.ts";
import type { Machine } from "./machine.ts";
import type { Owner } from "./owner.ts";
import type { Proto, Socket } from "./socket.ts";

/** A container at one of its published ports; without the ports where it shares the host's network. */
export interface PortContainer
  extends Omit<Container, "publications" | "listeners">, Partial<Publication> {
  /** Who answers on the container's port inside; left out where nobody does, or nobody could be seen. */
  readonly process?: { readonly pid: number; readonly name?: string };
}

/** A socket that waits for clients, with everything known about who stands behind it. */
export interface Listener extends Omit<Socket, "holders" | "peer" | "cgroup"> {
  readonly reach: Reach;
  readonly owners: readonly Owner[];
  readonly container?: PortContainer;
  /** The container that the owner runs in, where only its cgroup tells of it and no engine does. */
  readonly containerId?: string;
}

/** Joins a listening socket with its owners and its container. */
export function listenerOf(socket: Socket, machine: Machine): Listener {
  const { holders: _holders, peer: _peer, cgroup: _cgroup, ...facts } = socket;
  const container = machine.container(socket);
  return defined({
    ...facts,
    reach: machine.reach(socket),
    owners: machine.owners(socket),
    container: container && atSocket(container, socket, machine),
    containerId: container ? undefined : machine.containerId(socket),
  });
}

/** Which port of which address. */
interface At {
  readonly port: number;
  readonly proto: Proto;
  readonly host?: string | undefined;
}

/** The containers that publish a port, each once for each address, if that concerns `host`. */
export function containersAt(machine: Machine, at: At): PortContainer[] {
  return machine.containers(at.port, at.proto, at.host)
    .flatMap((container) => atPort(container, at, machine));
}

/** A container once for each address on which it publishes the port. */
function atPort(
  container: Container,
  { port, proto, host }: At,
  machine: Machine,
): PortContainer[] {
  const { publications, listeners: _, ...facts } = container;
  return publications
    .filter((one) => one.hostPort === port && one.proto === proto && isMet(one, host))
    .map((publication) =>
      defined({ ...facts, ...publication, process: processOf(container, publication, machine) })
    );
}

function processOf(
  container: Container,
  publication: Publication,
  machine: Machine,
): PortContainer["process"] {
  const { pid, name } = machine.server(container, publication) ?? {};
  return pid === undefined ? undefined : defined({ pid, name });
}

/** The container as this socket has it; one on the host's own network has no ports to tell. */
function atSocket(container: Container, socket: Socket, machine: Machine): PortContainer {
  const { port, proto, address } = socket;
  const here = atPort(container, { port, proto }, machine);
  const { publications: _publications, listeners: _listeners, ...facts } = container;
  return here.find(({ hostAddress }) => hostAddress === address) ?? here[0] ?? facts;
}
