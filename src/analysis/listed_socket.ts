import type { Reach } from "../model/address.ts";
import { type Listener, listenerOf } from "../model/listener.ts";
import type { Machine } from "../model/machine.ts";
import { mainOwner, type Owner } from "../model/owner.ts";
import { type Endpoint, isListener, type Proto, type Socket } from "../model/socket.ts";

/** A socket in any state, with everything known about who stands behind it. */
export interface ListedSocket extends Omit<Listener, "reach"> {
  /** Of a listener: who can reach it. */
  readonly reach?: Reach;
  /** Of a connection: its other end. */
  readonly peer?: Endpoint;
}

/** What a list is narrowed to. */
export interface SocketFilter {
  readonly protos: readonly Proto[];
  /** Left out: those that wait for clients. */
  readonly states?: readonly Socket["state"][] | "all";
  readonly pids?: readonly number[];
  /** Names or uids. */
  readonly users?: readonly string[];
  /** A part of the name of the process, its unit or its container, in letters of any case. */
  readonly name?: string;
}

/** The sockets of a machine that pass the filter, in no particular order. */
export function listSockets(machine: Machine, filter: SocketFilter): ListedSocket[] {
  const { protos, states } = filter;
  const fits = (socket: Socket) =>
    states === undefined ? isListener(socket) : states === "all" || states.includes(socket.state);
  return machine.snapshot.sockets
    .filter((socket) => protos.includes(socket.proto) && fits(socket))
    .map((socket) => listedSocket(socket, machine))
    .filter((socket) => isHeldBy(socket, filter));
}

/** The owner of a listed socket that people mean: the one that serves. */
export function ownerOf({ owners }: ListedSocket): Owner | undefined {
  return mainOwner(owners);
}

function listedSocket(socket: Socket, machine: Machine): ListedSocket {
  const { reach, ...facts } = listenerOf(socket, machine);
  if (isListener(socket)) return { ...facts, reach };
  return socket.peer ? { ...facts, peer: socket.peer } : facts;
}

function isHeldBy(socket: ListedSocket, { pids, users, name }: SocketFilter): boolean {
  const { owners, uid, container } = socket;
  if (pids && !owners.some(({ pid }) => pid !== undefined && pids.includes(pid))) return false;
  if (users) {
    const known = [uid, ...owners.flatMap((owner) => [owner.uid, owner.user])];
    if (!known.some((one) => one !== undefined && users.includes(String(one)))) return false;
  }
  if (name === undefined) return true;
  const names = [...owners.flatMap((owner) => [owner.name, owner.unit]), container?.name];
  return names.some((one) => one?.toLowerCase().includes(name.toLowerCase()));
}
