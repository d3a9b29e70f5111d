import { formatEndpoint, formatListener } from "../../model/address.ts";
import type { Container } from "../../model/container.ts";
import { defined } from "../../model/defined.ts";
import { listenerOf } from "../../model/listener.ts";
import type { Machine } from "../../model/machine.ts";
import { isListener, type Socket } from "../../model/socket.ts";
import { describeOwners } from "../owner_words.ts";
import { listWords } from "../sentence.ts";
import type { Connections } from "./connections.ts";
import { waysOn } from "./forwarders.ts";
import { groupsOf } from "./groups.ts";
import type { Hop, Way } from "./hop.ts";
import { Notes } from "./notes.ts";
import { peersOf } from "./peers.ts";
import { listenersAt, parsePlace, type Place, whereabouts } from "./place.ts";

/** Longest way that is followed. */
const DEEPEST = 8;

/** One walk from a port on, along every way that connections take; it notes each step. */
export class Walk {
  readonly notes: Notes = new Notes();
  readonly #machine: Machine;
  readonly #connections: Connections;
  /** Sockets on the way to where the walk is. */
  readonly #path: Socket[] = [];

  /** Begins nowhere yet. */
  constructor(machine: Machine, connections: Connections) {
    this.#machine = machine;
    this.#connections = connections;
  }

  /** Listeners that lead to one place: tells them, and follows every way on. */
  arrive(sockets: readonly Socket[], depth: number): void {
    const [socket] = sockets;
    if (!socket) return;
    const to = formatEndpoint(socket);
    if (this.#path.some((one) => sockets.includes(one))) {
      return this.notes.add({ kind: "loop", summary: `That leads back to ${to}`, to, depth });
    }
    if (this.#path.length >= DEEPEST) {
      const summary = `Not followed beyond ${DEEPEST} hops`;
      return this.notes.add({ kind: "limit", summary, to, depth });
    }
    const owner = this.#machine.owner(socket);
    const places = [...new Set(sockets.map(formatListener))];
    const namespace = socket.namespace === undefined ? "" : ` in namespace ${socket.namespace}`;
    const inside = this.#containerOf(socket);
    const container = inside === undefined ? "" : ` in container ${inside.name}`;
    const listener = listenerOf(socket, this.#machine);
    const who = `${describeOwners(listener)} ${listener.owners.length > 1 ? "listen" : "listens"}`;
    this.notes.add({
      kind: "listener",
      summary: `${who} on ${listWords(places)}${container || namespace}`,
      to,
      pid: owner?.pid,
      container: inside?.name,
      evidence: owner && owner.argv.length > 0 ? [owner.argv.join(" ")] : [],
      confidence: owner?.confidence ?? "guess",
      depth,
    });
    this.#path.push(socket);
    this.#goOn(socket, depth + 1);
    this.#path.pop();
  }

  /** What listens on a port inside a container: in its network namespace. */
  enter(
    container: Container,
    port: number | undefined,
    { proto, depth, to }: Pick<Socket, "proto"> & { depth: number; to?: string | undefined },
  ): void {
    const inside = this.#machine.snapshot.sockets.filter((socket) =>
      socket.port === port && socket.proto === proto && socket.namespace !== undefined &&
      isListener(socket) && this.#containerOf(socket)?.id === container.id
    );
    for (const group of groupsOf(this.#machine, inside)) this.arrive(group, depth);
    if (inside.length > 0) return;
    const what = `port ${port} inside container ${container.name}`;
    const gap = this.#machine.snapshot.gaps.find(({ fact }) => fact === "namespaces");
    this.notes.add({
      kind: gap ? "unseen" : "nobody",
      summary: gap
        ? `What listens on ${what} cannot be seen: ${gap.reason}`
        : `Nothing listens on ${what}`,
      to,
      container: container.name,
      depth,
    });
  }

  #goOn(socket: Socket, depth: number): void {
    const owner = this.#machine.owner(socket);
    const process = owner?.pid === undefined ? undefined : this.#machine.process(owner.pid);
    if (!process) return;
    const pids = [...new Set([process.pid, ...socket.holders.map(({ pid }) => pid)])];
    const hop: Hop = {
      machine: this.#machine,
      connections: this.#connections,
      socket,
      process,
      pids,
    };
    const ways = waysOn(hop);
    if (ways) { for (const way of ways) this.#follow(way, hop, depth); }
    else for (const peer of peersOf(hop)) this.notes.add({ ...peer, depth });
  }

  #follow(way: Way, { socket, process }: Hop, depth: number): void {
    if (this.notes.full) return;
    const { kind, does, to, beyond, container, evidence, confidence } = way;
    this.notes.add({
      kind,
      summary: does,
      from: formatEndpoint(socket),
      to,
      pid: process.pid,
      container: container?.name,
      evidence,
      confidence,
      depth,
    });
    const next = depth + 1;
    if (beyond !== undefined) {
      const summary = `Outside this machine: ${beyond}`;
      this.notes.add({ kind: "outside", summary, to, confidence, depth: next });
    } else if (container) {
      const published = container.publications.find((one) => one.hostPort === socket.port);
      const port = to === undefined ? published?.containerPort : parsePlace(to).port;
      this.enter(container, port, { proto: socket.proto, depth: next, to });
    } else if (to !== undefined) this.#reach(parsePlace(to), to, { socket, depth: next });
  }

  /** The listeners at a place, or why there is none to be told. */
  #reach(place: Place, to: string, { socket, depth }: { socket: Socket; depth: number }): void {
    if (place.host.startsWith("unix:")) {
      const summary = `A Unix socket: ${place.host.slice("unix:".length)}`;
      return this.notes.add({ kind: "unix-socket", summary, to, depth });
    }
    const found = whereabouts(this.#machine, place.host);
    if (found.where === "name") {
      const summary = `${to}: a name, which portik does not resolve`;
      return this.notes.add({ kind: "outside", summary, to, confidence: "guess", depth });
    }
    if (found.where === "outside") {
      const summary = `Outside this machine: ${to}`;
      const confidence = found.certain ? "certain" : "guess";
      return this.notes.add({ kind: "outside", summary, to, confidence, depth });
    }
    // What a process in another namespace calls its own is there, not here.
    const namespace = found.where === "namespace" ? found.namespace : socket.namespace;
    const { proto } = socket;
    const sockets = listenersAt(this.#machine, place, defined({ proto, namespace }));
    for (const group of groupsOf(this.#machine, sockets)) this.arrive(group, depth);
    if (sockets.length > 0) return;
    const where = namespace === undefined ? "" : ` in namespace ${namespace}`;
    this.notes.add({ kind: "nobody", summary: `Nothing listens on ${to}${where}`, to, depth });
  }

  #containerOf({ holders, namespace }: Socket): Container | undefined {
    if (namespace === undefined) return undefined;
    const ids = holders.map(({ pid }) => this.#machine.process(pid)?.containerId);
    return this.#machine.snapshot.containers.find(({ id }) => ids.includes(id));
  }
}
