import { formatEndpoint } from "../../model/address.ts";
import type { Machine } from "../../model/machine.ts";
import { type Endpoint, isListener, type Socket } from "../../model/socket.ts";

/** Where some processes are connected to, and how often. */
export interface Upstream {
  readonly to: string;
  readonly peer: Endpoint;
  readonly count: number;
}

/** The connections of a machine by their processes: one pass over the sockets, however many are asked. */
export class Connections {
  readonly #connected = new Map<number, Socket[]>();
  readonly #listening = new Map<number, Set<number>>();
  readonly #byEnds = new Map<string, Socket>();

  /** Sorts the sockets of portik's own network namespace. */
  constructor({ snapshot }: Machine) {
    for (const socket of snapshot.sockets) {
      if (socket.namespace !== undefined) continue;
      if (socket.peer) this.#byEnds.set(endsOf(socket, socket.peer), socket);
      for (const { pid } of socket.holders) {
        if (isListener(socket)) {
          const ports = this.#listening.get(pid) ?? new Set();
          this.#listening.set(pid, ports.add(socket.port));
        } else if (socket.peer) {
          const sockets = this.#connected.get(pid) ?? [];
          sockets.push(socket);
          this.#connected.set(pid, sockets);
        }
      }
    }
  }

  /** The connections that these processes made, not those that they accepted: by where they lead. */
  upstreamsOf(pids: Iterable<number>): readonly Upstream[] {
    const all = [...new Set(pids)];
    const ports = new Set(all.flatMap((pid) => [...this.#listening.get(pid) ?? []]));
    const made = new Set(
      all.flatMap((pid) => this.#connected.get(pid) ?? [])
        .filter(({ port, state }) => !ports.has(port) && state === "ESTABLISHED"),
    );
    const byPeer = Map.groupBy(made, ({ peer }) => peer ? formatEndpoint(peer) : "");
    return [...byPeer].flatMap(([to, sockets]) => {
      const peer = sockets[0]?.peer;
      return peer ? [{ to, peer, count: sockets.length }] : [];
    }).sort((a, b) => b.count - a.count);
  }

  /** On how many ports these processes listen: with one, a connection of theirs belongs to it. */
  portsOf(pids: Iterable<number>): number {
    return new Set([...pids].flatMap((pid) => [...this.#listening.get(pid) ?? []])).size;
  }

  /** Every connection of a process, oldest descriptor first. */
  of(pid: number): readonly Socket[] {
    const fdOf = ({ holders }: Socket) => holders.find((one) => one.pid === pid)?.fd ?? Infinity;
    return (this.#connected.get(pid) ?? []).toSorted((a, b) => fdOf(a) - fdOf(b));
  }

  /** The socket at the other end of a connection, where that is on this machine. */
  otherEnd(socket: Socket): Socket | undefined {
    const { peer } = socket;
    return peer && this.#byEnds.get(endsOf(peer, socket));
  }
}

function endsOf(local: Endpoint, peer: Endpoint): string {
  return `${local.address} ${local.port} ${peer.address} ${peer.port}`;
}
