import { withZone } from "../../model/address.ts";
import { holdsPorts } from "../../model/container.ts";
import { defined } from "../../model/defined.ts";
import type { Machine } from "../../model/machine.ts";
import { type Owner, processOwner } from "../../model/owner.ts";
import type { Endpoint, Proto } from "../../model/socket.ts";
import type { PortTarget, Status } from "../port_status.ts";
import { portStatus } from "../port_status.ts";
import { type Case, caseOf } from "./case.ts";
import type { Cause } from "./cause.ts";
import { causesOf } from "./causes.ts";
import { containerCause } from "./detectors/container.ts";
import { sshSessions } from "./detectors/ssh.ts";

/** One process of a chain: what is known of it, and the terminal it belongs to. */
export interface Link extends Omit<Owner, "holds"> {
  readonly terminal?: string;
}

/** Who holds a port, how that came to run, and what started it: one for each owner of the port. */
export interface Blame {
  readonly port: number;
  readonly proto: Proto;
  readonly status: Status;
  /** The addresses on which this owner listens. */
  readonly addresses: readonly string[];
  /** From the first process down to the owner; empty where no process is known. */
  readonly chain: readonly Link[];
  /** How many processes above the chain were left out. */
  readonly omitted?: number;
  /** The most telling cause; missing where nobody holds the port. */
  readonly startedBy?: Cause;
  /** Other causes that had a part in it, most telling first. */
  readonly also: readonly Cause[];
}

/** What a blame is asked for besides the port. */
export interface BlameOptions {
  /** Most processes of a chain, counted from the owner; left out: all. */
  readonly depth?: number;
  /** The other end of the connection that a process holds, where that was looked for. */
  readonly remoteOf?: Case["remoteOf"];
}

/** One blame for each owner of the port, or one that says that nobody holds it. */
export function blamesOf(
  machine: Machine,
  target: PortTarget,
  { depth = Infinity, remoteOf = () => undefined }: BlameOptions = {},
): Blame[] {
  const { port, proto, host } = target;
  const sockets = machine.listeners(port, proto, host);
  if (sockets.length === 0) return [nobody(machine, target)];
  const cases = sockets.map((socket) => caseOf(machine, socket, remoteOf));
  const byOwner = Map.groupBy(cases, (one) => keyOf(one));
  return [...byOwner.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const [startedBy, ...also] = causesOf(first);
    const whole = chainOf(first);
    const chain = whole.slice(-depth);
    return [defined({
      port,
      proto,
      status: "listening" as const,
      addresses: [...new Set(group.map(({ socket }) => withZone(socket.address, socket.zone)))],
      chain,
      omitted: whole.length > chain.length ? whole.length - chain.length : undefined,
      startedBy,
      also,
    })];
  });
}

/** The processes of ssh sessions above the owners of a port: who wants to know where they come from. */
export function sshPids(machine: Machine, { port, proto, host }: PortTarget): readonly number[] {
  return machine.listeners(port, proto, host)
    .flatMap((socket) => sshSessions(caseOf(machine, socket).line).map(({ pid }) => pid));
}

/**
 * The other end of the connection that each of these processes made or got first, by the number of its
 * descriptor: that of an ssh session is older than everything that it forwards.
 */
export function remoteEnds({ snapshot }: Machine): (pid: number) => Endpoint | undefined {
  const ends = new Map<number, { readonly fd: number; readonly peer: Endpoint }>();
  for (const { peer, holders, state } of snapshot.sockets) {
    if (!peer || state !== "ESTABLISHED") continue;
    for (const { pid, fd = Infinity } of holders) {
      if (fd < (ends.get(pid)?.fd ?? Infinity)) ends.set(pid, { fd, peer });
    }
  }
  return (pid) => ends.get(pid)?.peer;
}

function keyOf({ owner, socket }: Case): string {
  if (owner === undefined) return `socket ${socket.inode}`;
  return owner.pid === undefined ? `unit ${owner.unit} uid ${owner.uid}` : `pid ${owner.pid}`;
}

function chainOf({ machine, owner, line }: Case): Link[] {
  if (!owner) return [];
  const { holds: _, ...last } = owner;
  const parents = line.slice(1).toReversed().map(({ pid, terminal }): Link => {
    const { holds: _, ...facts } = processOwner(pid, "listener", machine);
    return defined({ ...facts, terminal });
  });
  return [...parents, defined({ ...last, terminal: line[0]?.terminal })];
}

/** A port without a listener may be published by a container all the same, by packet filter alone. */
function nobody(machine: Machine, target: PortTarget): Blame {
  const { status, containers, port, proto } = portStatus(machine, target);
  const container = containers.find(holdsPorts);
  const cause = container && containerCause(container);
  return defined({
    port,
    proto,
    status,
    addresses: container?.hostAddress === undefined ? [] : [container.hostAddress],
    chain: [],
    startedBy: cause,
    also: [],
  });
}
