import type { Machine } from "../../model/machine.ts";
import { type Endpoint, isListener, type Proto, type Socket } from "../../model/socket.ts";
import type { Listeners } from "./listeners.ts";

/** One connection, whose two ends may both be sockets of this machine. */
export interface Connection {
  /** The socket of the client and that of the server, where this machine has them. */
  readonly client?: Socket;
  readonly server?: Socket;
  /** The server's end. */
  readonly to: Endpoint;
  /** The client's end. */
  readonly from: Endpoint;
  /** The listener that it came in by. */
  readonly listener?: Socket;
}

/**
 * Every connection once, told apart into client and server. The server is the end that a listener is bound
 * to; where there is none any more, the one that is asked for, the end whose port the kernel does not hand
 * out, or else the lower one.
 */
export function* connectionsOf(
  machine: Machine,
  listeners: Listeners,
  isAsked: (proto: Proto, to: Endpoint) => boolean = () => true,
): Generator<Connection> {
  const all = machine.snapshot.sockets
    .filter((one) => one.peer !== undefined && !isListener(one) && one.namespace === undefined);
  const byEnds = new Map(all.map((socket) => [endsOf(socket, socket.peer, socket.proto), socket]));
  const done = new Set<Socket>();
  const serves = (socket: Socket, peer: Endpoint) => {
    const asked = isAsked(socket.proto, socket);
    if (asked !== isAsked(socket.proto, peer)) return asked;
    return servesFrom(machine, socket.port, peer.port);
  };
  for (const socket of all) {
    const { peer, proto } = socket;
    if (!peer || done.has(socket)) continue;
    const other = byEnds.get(endsOf(peer, socket, proto));
    if (other) done.add(other);
    const here = listenerOf(listeners, socket);
    const there = other
      ? listenerOf(listeners, other)
      : listeners.isHere(peer.address)
      ? listeners.of({ ...peer, proto }, [])
      : undefined;
    const isServer = here && there
      ? accepted(here, socket) || (!accepted(there, other) && socket.port < peer.port)
      : here !== undefined || (there === undefined && serves(socket, peer));
    yield isServer
      ? connection({ client: other, server: socket, to: socket, from: peer, listener: here })
      : connection({ client: socket, server: other, to: peer, from: socket, listener: there });
  }
}

function connection(
  { client, server, to, from, listener }:
    & Pick<Connection, "to" | "from">
    & {
      readonly [K in "client" | "server" | "listener"]: Socket | undefined;
    },
): Connection {
  return {
    ...(client ? { client } : {}),
    ...(server ? { server } : {}),
    ...(listener ? { listener } : {}),
    to,
    from,
  };
}

function listenerOf(listeners: Listeners, socket: Socket): Socket | undefined {
  return listeners.of(socket, socket.holders.map(({ pid }) => pid));
}

/** The process that has the connection also has the listener. */
function accepted(listener: Socket, socket: Socket | undefined): boolean {
  return socket?.holders.some(({ pid }) => listener.holders.some((one) => one.pid === pid)) ??
    false;
}

/** By the ports alone: clients get theirs from the ephemeral range (`ip(7)`, ip_local_port_range). */
function servesFrom(machine: Machine, port: number, peerPort: number): boolean {
  const range = machine.setting("ephemeralRange");
  const isEphemeral = (one: number) =>
    range !== undefined && range.first <= one && one <= range.last;
  if (isEphemeral(port) !== isEphemeral(peerPort)) return isEphemeral(peerPort);
  return port < peerPort;
}

function endsOf(local: Endpoint, peer: Endpoint | undefined, proto: Socket["proto"]): string {
  return `${proto} ${local.address} ${local.port} ${peer?.address} ${peer?.port}`;
}
