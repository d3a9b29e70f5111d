import { isWildcard, meets, type Reach, reachOf } from "./address.ts";
import { containerIdOfPath } from "./cgroup.ts";
import {
  type Container,
  type ContainerAct,
  containerCommand,
  isForwarder,
  isMet,
  isUp,
  type Publication,
} from "./container.ts";
import { mainOwner, type Owner, ownersOf } from "./owner.ts";
import type { Process } from "./process.ts";
import { bindAddresses, type FactName } from "./question.ts";
import type { Bind, Settings, Snapshot } from "./snapshot.ts";
import { isListener, type Proto, type Socket } from "./socket.ts";

/** A snapshot joined, so that questions about the machine read like questions. Looks at nothing new. */
export class Machine {
  readonly snapshot: Snapshot;
  /** When the look was taken, in ms since 1970. */
  readonly now: number;
  readonly #byPid: ReadonlyMap<number, Process>;
  readonly #owners = new Map<Socket | number, readonly Owner[]>();
  #byPort?: ReadonlyMap<number, readonly Socket[]>;
  #bindsByPort?: ReadonlyMap<number, readonly Bind[]>;

  /** Joins a snapshot. */
  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.now = Date.parse(snapshot.takenAt);
    this.#byPid = new Map(snapshot.processes.map((process) => [process.pid, process]));
  }

  /** Every socket whose local end is this port, and that a bind to `host` would meet. */
  sockets(port: number, proto: Proto, host?: string): readonly Socket[] {
    return this.#onPort(port).filter((socket) =>
      socket.proto === proto && socket.namespace === undefined && meets(socket, host)
    );
  }

  /** Those of them that wait for clients. */
  listeners(port: number, proto: Proto, host?: string): readonly Socket[] {
    return this.sockets(port, proto, host).filter(isListener);
  }

  /** Listeners on this port in other network namespaces: they are in nobody's way here. */
  elsewhere(port: number, proto: Proto): readonly Socket[] {
    return this.#onPort(port).filter((socket) =>
      socket.proto === proto && socket.namespace !== undefined
    );
  }

  /** Whoever goes through every port of a crowded machine must not go through every socket each time. */
  #onPort(port: number): readonly Socket[] {
    this.#byPort ??= Map.groupBy(this.snapshot.sockets, (socket) => socket.port);
    return this.#byPort.get(port) ?? [];
  }

  /** Who stands behind a socket: the one that made it first, then those that inherited it. */
  owners(socket: Socket): readonly Owner[] {
    // One process may have thousands of sockets to itself, and is the same owner of each.
    const [holder, ...others] = socket.holders;
    const key = holder && others.length === 0 ? holder.pid : socket;
    const known = this.#owners.get(key);
    if (known) return known;
    const owners = ownersOf(socket, this);
    this.#owners.set(key, owners);
    return owners;
  }

  /** The owner that people mean: the one that serves. */
  owner(socket: Socket): Owner | undefined {
    return mainOwner(this.owners(socket));
  }

  /** Who can reach a listener by its address and interface. */
  reach({ address, zone }: Socket): Reach {
    return reachOf(address, zone);
  }

  /** A process by its pid, if it was looked at. */
  process(pid: number): Process | undefined {
    return this.#byPid.get(pid);
  }

  /** The process, its parent, and so on up to pid 1 or to the first that was not looked at. */
  ancestry(pid: number): readonly Process[] {
    const line: Process[] = [];
    for (let next = this.process(pid); next; next = this.process(next.ppid)) {
      if (line.includes(next)) break;
      line.push(next);
    }
    return line;
  }

  /** The children of a process among those that were looked at. */
  children(pid: number): readonly Process[] {
    return this.snapshot.processes.filter((process) => process.ppid === pid);
  }

  /** The processes in exactly this cgroup. */
  inCgroup(path: string): readonly Process[] {
    return this.snapshot.processes.filter((process) => process.cgroup === path);
  }

  /** The name of a user, or undefined. */
  userName(uid: number | undefined): string | undefined {
    return uid === undefined ? undefined : this.snapshot.users[uid];
  }

  /** Containers that publish this port where a bind to `host` would meet it, those that are up first. */
  containers(port: number, proto: Proto, host?: string): readonly Container[] {
    return this.snapshot.containers
      .filter((container) =>
        container.publications.some((one) =>
          one.hostPort === port && one.proto === proto && isMet(one, host)
        )
      )
      .toSorted((a, b) => Number(isUp(b)) - Number(isUp(a)));
  }

  /**
   * The container behind a socket: the one that its owner runs in, or else, where the owner is a
   * forwarder or cannot be seen, the one that publishes the port on the socket's address. Of the
   * containers of a pod, which publish alike, it is the one that listens inside.
   */
  container(socket: Socket): Container | undefined {
    const inside = this.#runningIn(socket);
    if (inside) return inside;
    // What is published are ports of this namespace.
    if (socket.namespace !== undefined) return undefined;
    const { name, confidence } = this.owner(socket) ?? {};
    if (confidence === "certain" && name !== undefined && !isForwarder(name)) return undefined;
    const able = this.containers(socket.port, socket.proto).flatMap((container) => {
      const publication = container.publications.find((one) => publishes(one, socket));
      return isUp(container) && publication ? [{ container, publication }] : [];
    });
    const serving = able.find((one) => this.server(one.container, one.publication)) ?? able[0];
    return serving?.container;
  }

  /** The id of the container that the socket's owner runs in. */
  containerId(socket: Socket): string | undefined {
    const pid = this.owner(socket)?.pid;
    const process = pid === undefined ? undefined : this.process(pid);
    if (process?.containerId !== undefined) return process.containerId;
    const id = socket.cgroup === undefined ? undefined : containerIdOfPath(socket.cgroup);
    return id ?? this.#runningIn(socket)?.id;
  }

  /** Who listens at the inner end of a published port; undefined where that could not be seen. */
  inside(
    { listeners }: Container,
    { containerPort, proto }: Pick<Publication, "containerPort" | "proto">,
  ): readonly Socket[] | undefined {
    return listeners?.filter((one) => one.port === containerPort && one.proto === proto);
  }

  /** The command that stops a container so that its ports are free, or lets it go on. */
  containerCommand(container: Container, act: ContainerAct): readonly string[] {
    return containerCommand(container, act);
  }

  /** By the cgroup of its owner, or because the owner descends from the container's first process. */
  #runningIn(socket: Socket): Container | undefined {
    const { containers } = this.snapshot;
    if (containers.length === 0) return undefined;
    const pid = this.owner(socket)?.pid;
    const line = pid === undefined ? [] : this.ancestry(pid);
    const id = line[0]?.containerId ?? containerIdOfPath(socket.cgroup ?? "");
    if (id !== undefined) return containers.find((container) => container.id === id);
    const pids = new Set([pid, ...line.flatMap((process) => [process.pid, process.ppid])]);
    return containers.find((one) => one.pid !== undefined && pids.has(one.pid));
  }

  /**
   * The process that answers at the inner end of a published port. In a pod, whose containers share one
   * network, it is told of the container that it runs in.
   */
  server(container: Container, publication: Publication): Owner | undefined {
    const sockets = this.inside(container, publication) ?? [];
    const socket = container.pod === undefined
      ? sockets[0]
      : sockets.find((one) => this.#runningIn(one) === container);
    return socket && this.owner(socket);
  }

  /** What came of trying to bind this port: on the usual four addresses, or on those of `host`. */
  binds(port: number, proto: Proto, host?: string): readonly Bind[] {
    const addresses = bindAddresses(host);
    this.#bindsByPort ??= Map.groupBy(this.snapshot.binds, (bind) => bind.port);
    return (this.#bindsByPort.get(port) ?? []).filter((bind) =>
      bind.proto === proto && addresses.includes(bind.address)
    );
  }

  /** A kernel setting, or undefined where it could not be read. */
  setting<Name extends keyof Settings>(name: Name): Settings[Name] {
    return this.snapshot.settings[name];
  }

  /** True when the fact was asked for and nobody could answer. */
  isBlindTo(fact: FactName): boolean {
    const { known, gaps } = this.snapshot;
    return !known.includes(fact) && gaps.some((gap) => gap.fact === fact);
  }
}

/** A forwarder may take both families by one socket. */
function publishes({ hostAddress, hostPort, proto }: Publication, socket: Socket): boolean {
  if (hostPort !== socket.port || proto !== socket.proto) return false;
  return hostAddress === socket.address || (socket.family === "dual" && isWildcard(hostAddress));
}
