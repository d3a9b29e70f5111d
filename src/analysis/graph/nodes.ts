import { defined } from "../../model/defined.ts";
import type { Machine } from "../../model/machine.ts";
import type { Owner } from "../../model/owner.ts";
import type { Socket } from "../../model/socket.ts";
import type { Listeners } from "./listeners.ts";
import type { Node } from "./node.ts";

const GONE: Node = { id: "unknown", kind: "unknown", name: "gone or unseen" };

/** Makes the nodes of a graph, each once. */
export class Nodes {
  readonly #machine: Machine;
  readonly #listeners: Listeners;
  readonly #nodes = new Map<string, Node>();
  readonly #ofListener = new Map<Socket, Node>();
  readonly #makers = new Map<Socket, ReadonlySet<number>>();

  /** For the machine whose listeners these are. */
  constructor(machine: Machine, listeners: Listeners) {
    this.#machine = machine;
    this.#listeners = listeners;
  }

  /** The node of that id, which one of the others has made. */
  get(id: string): Node | undefined {
    return this.#nodes.get(id);
  }

  /** Another machine, or an address of this one where nothing else is known. */
  ofAddress(address: string): Node {
    const outside = this.#listeners.isHere(address) ? undefined : true;
    return this.#keep(
      defined({ id: `address:${address}`, kind: "address", name: address, outside }),
    );
  }

  /** Who has a connection open: one process, with what is folded into it, or the user of an unseen one. */
  ofConnection(socket: Socket): Node {
    const [held] = socket.holders.map((holder) => holder.pid).sort((a, b) => a - b);
    const owner = held === undefined ? this.#machine.owner(socket) : undefined;
    const pid = held ?? owner?.pid;
    return pid === undefined ? this.#ofUnseen(owner) : this.#ofPid(this.#listeners.makerOf(pid));
  }

  /** Who listens, where no connection says more. */
  ofListener(socket: Socket): Node {
    const known = this.#ofListener.get(socket);
    if (known) return known;
    const owner = this.#machine.owner(socket);
    const container = this.#machine.container(socket)?.name;
    const node = owner?.pid === undefined
      ? this.#ofUnseen(owner, container)
      : this.#ofPid(owner.pid, container);
    this.#ofListener.set(socket, node);
    return node;
  }

  /**
   * The server of a connection. It is the listener's owner, though a child of that may have the connection
   * now (`accept(2)`, then `fork(2)`); a service that systemd hands each connection to is its own server.
   */
  ofServer(listener: Socket, connection: Socket | undefined): Node {
    if (connection === undefined || connection.holders.length === 0) {
      return this.ofListener(listener);
    }
    const isOwn = listener.holders.length === 0 ||
      connection.holders.some(({ pid }) => this.#descends(pid, listener));
    return isOwn ? this.ofListener(listener) : this.ofConnection(connection);
  }

  #descends(pid: number, listener: Socket): boolean {
    const makers = this.#makersOf(listener);
    if (makers.has(pid)) return true;
    return this.#machine.ancestry(pid).some((process) => makers.has(process.pid));
  }

  /** Pid 1 is everybody's ancestor, and so tells nothing. */
  #makersOf(listener: Socket): ReadonlySet<number> {
    const known = this.#makers.get(listener);
    if (known) return known;
    const makers = new Set(listener.holders.map(({ pid }) => pid).filter((pid) => pid !== 1));
    this.#makers.set(listener, makers);
    return makers;
  }

  #ofPid(pid: number, container?: string): Node {
    const known = this.#nodes.get(`pid:${pid}`);
    if (known && container === undefined) return known;
    const process = this.#machine.process(pid);
    const inside = this.#machine.snapshot.containers.find(({ id }) => id === process?.containerId);
    return this.#keep(defined({
      id: `pid:${pid}`,
      kind: "process",
      name: process?.name ?? "a process",
      pid,
      user: this.#machine.userName(process?.uid),
      unit: process?.unit,
      container: container ?? inside?.name,
    }));
  }

  #ofUnseen(owner: Owner | undefined, container?: string): Node {
    if (!owner) return this.#keep(GONE);
    const { unit, user, uid } = owner;
    const name = unit ?? (user === undefined ? `uid ${uid}` : `user ${user}`);
    return this.#keep(
      defined({ id: `hidden:${name}`, kind: "hidden", name, user, unit, container }),
    );
  }

  #keep(node: Node): Node {
    const known = this.#nodes.get(node.id);
    // A forwarder is met as the holder of a connection before it is met at its listener.
    if (known && (known.container !== undefined || node.container === undefined)) return known;
    this.#nodes.set(node.id, node);
    return node;
  }
}
