import { formatEndpoint, isLoopback, meets } from "../model/address.ts";
import type { Machine } from "../model/machine.ts";
import { type Endpoint, isListener, type Socket, type SocketState } from "../model/socket.ts";
import type { PortTarget } from "./port_status.ts";

/** One connection of a port: where its other end is, and who has that open if that is this machine. */
export interface Connection {
  readonly client: Endpoint;
  readonly state: SocketState;
  readonly pids: readonly number[];
  /** The socket that tells of it. */
  readonly socket: Socket;
}

/**
 * Every connection of a port, once: the side whose local port it is counts, and a listener is none. A UDP
 * server that is not connected itself has the clients on this machine that have connected to it.
 */
export type ConnectionsOf = (target: PortTarget) => readonly Connection[];

/** Makes ready to tell the connections of one port after the other. */
export function connectionsOn(machine: Machine): ConnectionsOf {
  const connected = machine.snapshot.sockets.filter((socket) => socket.peer && !isListener(socket));
  const byEnds = new Map(connected.map((socket) => [endsOf(socket, socket.peer), socket]));
  const byPeerPort = Map.groupBy(
    connected.filter(({ proto }) => proto === "udp"),
    ({ peer }) => peer?.port,
  );
  const otherSide = (socket: Socket) =>
    socket.peer && byEnds.get(endsOf({ ...socket.peer, proto: socket.proto }, socket));
  return ({ port, proto, host }) => {
    const own = machine.sockets(port, proto, host).flatMap((socket): Connection[] => {
      if (!socket.peer || isListener(socket)) return [];
      const { peer: client, state } = socket;
      return [{ client, state, pids: pidsOf(otherSide(socket)), socket }];
    });
    if (proto === "tcp" || machine.listeners(port, proto, host).length === 0) return own;
    const oneSided = (byPeerPort.get(port) ?? [])
      .filter((socket) => isHere(socket, host) && !otherSide(socket));
    return [
      ...own,
      ...oneSided.map((socket): Connection => {
        const { address, zone, port, state } = socket;
        const client = { address, ...(zone === undefined ? {} : { zone }), port };
        return { client, state, pids: pidsOf(socket), socket };
      }),
    ];
  };
}

function endsOf(
  { proto, address, port }: Pick<Socket, "proto" | "address" | "port">,
  to: Endpoint | undefined,
): string {
  return `${proto} ${address} ${port} ${to?.address} ${to?.port}`;
}

function pidsOf(socket: Socket | undefined): number[] {
  return [...new Set(socket?.holders.map(({ pid }) => pid))];
}

/** True for a socket whose other end is an address of this machine: whoever calls himself, calls from there. */
function isHere({ address, peer, family }: Socket, host: string | undefined): boolean {
  if (!peer || !meets({ address: peer.address, family }, host)) return false;
  return isLoopback(peer.address) || peer.address === address;
}

/** All connections from one address. */
export interface Client {
  readonly address: string;
  readonly total: number;
  readonly states: Readonly<Partial<Record<SocketState, number>>>;
  /** The processes at the other end, if that is this machine and they can be seen. */
  readonly pids?: readonly number[];
  /** Some of the other ends, with their ports. */
  readonly samples: readonly string[];
}

/** Most other ends that are shown of one client. */
const MOST_SAMPLES = 3;

/** Connections by the address at their other end, the busiest first. */
export function clientsOf(connections: readonly Connection[]): Client[] {
  const byAddress = Map.groupBy(connections, ({ client }) => client.address);
  return [...byAddress].map(([address, all]): Client => {
    const pids = [...new Set(all.flatMap((one) => one.pids))].sort((a, b) => a - b);
    return {
      address,
      total: all.length,
      states: countBy(all),
      ...(pids.length === 0 ? {} : { pids }),
      samples: all.slice(0, MOST_SAMPLES).map(({ client }) => formatEndpoint(client)),
    };
  }).sort((a, b) => b.total - a.total || (a.address < b.address ? -1 : 1));
}

function countBy(connections: readonly Connection[]): Client["states"] {
  const states: Partial<Record<SocketState, number>> = {};
  for (const { state } of connections) states[state] = (states[state] ?? 0) + 1;
  return states;
}
