import { isIpv6, isLoopback } from "../../model/address.ts";
import type { Machine } from "../../model/machine.ts";
import { mainOwner } from "../../model/owner.ts";
import { type Endpoint, isListener, type Proto, type Socket } from "../../model/socket.ts";

/** The listeners of a machine, to be found by address or by process without going through them all. */
export class Listeners {
  readonly #machine: Machine;
  readonly #byAddress = new Map<string, Socket>();
  readonly #byPid = new Map<string, Socket>();
  readonly #own = new Set<string>();
  /** For each process that only inherited a listener: the one whose listener it is. */
  readonly #makers = new Map<number, number>();

  /** Sorts the sockets of portik's own network namespace. */
  constructor(machine: Machine) {
    this.#machine = machine;
    const { sockets, addresses = [] } = machine.snapshot;
    for (const { address, namespace } of [...sockets, ...addresses]) {
      if (namespace === undefined) this.#own.add(address);
    }
    const listeners = sockets.filter((one) => isListener(one) && one.namespace === undefined);
    for (const socket of listeners) this.#add(socket);
    this.#fold(listeners);
  }

  #add(socket: Socket): void {
    const { proto, port, address, holders } = socket;
    const key = keyOf(proto, port, address);
    if (!this.#byAddress.has(key)) this.#byAddress.set(key, socket);
    for (const { pid } of holders) {
      const own = keyOf(proto, port, String(pid));
      if (!this.#byPid.has(own)) this.#byPid.set(own, socket);
    }
  }

  /** Several processes that share a listener are one server: the maker, but never a maker of another one. */
  #fold(listeners: readonly Socket[]): void {
    const owned = listeners.map((socket) => ({
      socket,
      pid: mainOwner(this.#machine.owners(socket))?.pid,
    }));
    const makers = new Set(owned.map(({ pid }) => pid));
    for (const { socket, pid } of owned) {
      if (pid === undefined) continue;
      for (const holder of socket.holders) {
        if (!makers.has(holder.pid) && !this.#makers.has(holder.pid)) {
          this.#makers.set(holder.pid, pid);
        }
      }
    }
  }

  /**
   * The listener that a connection came in by: of the process that has the connection, where that listens on
   * the port itself; or else the one bound to the address, or to all of them.
   */
  of({ proto, port, address }: Endpoint & { readonly proto: Proto }, pids: readonly number[]):
    | Socket
    | undefined {
    for (const pid of pids) {
      const own = this.#byPid.get(keyOf(proto, port, String(pid)));
      if (own) return own;
    }
    const [wildcard, ...others] = isIpv6(address) ? ["::"] : ["0.0.0.0", "::"];
    const exact = this.#byAddress.get(keyOf(proto, port, address)) ??
      this.#byAddress.get(keyOf(proto, port, wildcard ?? ""));
    return exact ??
      others.map((one) => this.#byAddress.get(keyOf(proto, port, one)))
        .find((one) => one?.family === "dual");
  }

  /** The process that another one is folded into, or itself. */
  makerOf(pid: number): number {
    return this.#makers.get(pid) ?? pid;
  }

  /** True for an address of this machine. */
  isHere(address: string): boolean {
    return isLoopback(address) || this.#own.has(address);
  }
}

function keyOf(proto: Proto, port: number, which: string): string {
  return `${proto} ${port} ${which}`;
}
