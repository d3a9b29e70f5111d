import type { Machine } from "../../model/machine.ts";
import type { Endpoint, Proto, SocketState } from "../../model/socket.ts";
import { Listeners } from "./listeners.ts";
import type { Edge, Graph, Node } from "./node.ts";
import { Nodes } from "./nodes.ts";
import { type Connection, connectionsOf } from "./sides.ts";

/** Which part of a graph is wanted. */
export interface GraphOptions {
  /** Whether connections to this end of a server are wanted; left out: all are. */
  readonly wanted?: (proto: Proto, to: Endpoint) => boolean;
  /** Leave out what has one end on another machine. */
  readonly localOnly?: boolean;
  /** Most edges, those with most connections first; left out: all. */
  readonly top?: number;
}

/** Who talks to whom on this machine; takes as long as there are sockets, and no longer. */
export function graphOf(
  machine: Machine,
  { wanted = () => true, localOnly = false, top = Infinity }: GraphOptions = {},
): Graph {
  const listeners = new Listeners(machine);
  const nodes = new Nodes(machine, listeners);
  const edges = new Edges();
  for (const connection of connectionsOf(machine, listeners, wanted)) {
    const { to, client, server } = connection;
    const socket = server ?? client;
    if (!socket || !wanted(socket.proto, to)) continue;
    const [from, at] = endsOf(connection, nodes);
    if (localOnly && (from.outside || at.outside)) continue;
    edges.add({ from: from.id, to: at.id, proto: socket.proto, port: to.port }, socket.state);
  }
  const kept = edges.all().slice(0, top);
  const ids = new Set(kept.flatMap(({ from, to }) => [from, to]));
  return { nodes: [...ids].flatMap((id) => nodes.get(id) ?? []), edges: kept };
}

/** The client and the server of a connection. */
function endsOf({ client, server, from, to, listener }: Connection, nodes: Nodes): [Node, Node] {
  const at = listener
    ? nodes.ofServer(listener, server)
    : server
    ? nodes.ofConnection(server)
    : nodes.ofAddress(to.address);
  return [client ? nodes.ofConnection(client) : nodes.ofAddress(from.address), at];
}

/** Edges under way: connections are counted as they come. */
class Edges {
  readonly #edges = new Map<
    string,
    Omit<Edge, "count" | "states"> & {
      count: number;
      states: Partial<Record<SocketState, number>>;
    }
  >();

  add({ from, to, proto, port }: Omit<Edge, "count" | "states">, state: SocketState): void {
    const key = `${from} ${to} ${proto} ${port}`;
    const edge = this.#edges.get(key) ?? { from, to, proto, port, count: 0, states: {} };
    edge.count++;
    edge.states[state] = (edge.states[state] ?? 0) + 1;
    this.#edges.set(key, edge);
  }

  /** Those with most connections first; in doubt by port. */
  all(): Edge[] {
    return [...this.#edges.values()].sort((a, b) => b.count - a.count || a.port - b.port);
  }
}
