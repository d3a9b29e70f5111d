import { defined } from "../model/defined.ts";
import { holdsPorts } from "../model/container.ts";
import type { Machine } from "../model/machine.ts";
import { mainOwner } from "../model/owner.ts";
import { isListener, type Proto, type Socket } from "../model/socket.ts";
import { describeOwner } from "./owner_words.ts";
import { type PortStatus, portStatus, type PortTarget, type Status } from "./port_status.ts";
import { verdictOf } from "./verdict.ts";

/** One port of a scan. Owner, pid and address are those of its first listener. */
export interface ScanRow {
  readonly port: number;
  readonly proto: Proto;
  readonly status: Status;
  /** Name of the process, or of its unit where the process cannot be seen. */
  readonly owner?: string;
  readonly user?: string;
  readonly pid?: number;
  readonly address?: string;
  /** Every address on which somebody has the port. */
  readonly addresses: readonly string[];
  /** Of an address `::`: it takes IPv4, too. */
  readonly dual?: true;
  readonly container?: string;
  /** The worst that is to be said about the port, in one sentence. */
  readonly hint?: string;
}

/** What the rules have to say about a port: the worst of it, or nothing. */
export type HintOf = (target: PortTarget) => string | undefined;

/** The ports on which something is seen: a socket, or a container that has it published. */
export function seenPorts(machine: Machine): (target: PortTarget) => boolean {
  const published = new Set(
    machine.snapshot.containers.filter(holdsPorts).flatMap(({ publications }) =>
      publications.map(({ hostPort, proto }) => `${hostPort} ${proto}`)
    ),
  );
  const ports = new Set(machine.snapshot.sockets.map(({ port }) => port));
  return ({ port, proto, host }) =>
    (ports.has(port) && machine.sockets(port, proto, host).length > 0) ||
    (published.size > 0 && published.has(`${port} ${proto}`));
}

/** Every port on which somebody listens or that a container has published, in order. */
export function busyTargets(machine: Machine, protos: readonly Proto[]): PortTarget[] {
  const { sockets, containers } = machine.snapshot;
  const listening = sockets.filter((one) => isListener(one) && one.namespace === undefined);
  const published = containers.filter(holdsPorts).flatMap(({ publications }) =>
    publications.map(({ hostPort, proto }) => ({ port: hostPort, proto }))
  );
  const all = [...listening, ...published].filter(({ proto }) => protos.includes(proto))
    .map(({ port, proto }) => [`${port} ${proto}`, { port, proto }] as const);
  return [...new Map(all).values()]
    .sort((a, b) => a.port - b.port || (a.proto < b.proto ? -1 : 1));
}

/** True where nothing seen says that the port is taken, so that a bind would tell more. */
export function isOpenQuestion(machine: Machine, target: PortTarget): boolean {
  const { status, containers } = portStatus(machine, target);
  return status !== "listening" && !containers.some(holdsPorts);
}

/** What a row needs besides the machine. */
export interface ScanContext {
  readonly hintOf: HintOf;
  /** The protocols that are shown. */
  readonly protos: readonly Proto[];
}

/** How one port of a scan stands. */
export function scanRow(
  machine: Machine,
  target: PortTarget,
  { hintOf, protos }: ScanContext,
): ScanRow {
  const { port, proto, host } = target;
  const found = portStatus(machine, target);
  const { status, listeners, containers } = found;
  const held = status === "held" ? machine.sockets(port, proto, host) : [];
  const holders = listeners.length > 0
    ? listeners
    : held.map((socket) => ({ ...socket, owners: machine.owners(socket) }));
  const owner = holders.map(({ owners }) => mainOwner(owners)).find((one) => one !== undefined);
  const container = listeners.find((one) => one.container)?.container ??
    containers.find(holdsPorts);
  const published = holders.length === 0 ? containers.filter(holdsPorts) : [];
  const addresses = [
    ...holders.map(({ address }) => address),
    ...published.flatMap(({ hostAddress }) => hostAddress ?? []),
  ];
  return defined({
    port,
    proto,
    status,
    owner: owner?.name ?? owner?.unit,
    user: owner?.user ?? owner?.uid?.toString(),
    pid: owner?.pid,
    address: addresses[0],
    addresses: [...new Set(addresses)],
    dual: holders.some(takesBoth) ? true : undefined,
    container: container?.name,
    hint: heldHint(machine, target, found) ?? hintOf(target) ?? otherHint(machine, found, protos),
  });
}

function takesBoth({ address, family }: Pick<Socket, "address" | "family">): boolean {
  return address === "::" && family === "dual";
}

/** A port that is taken although nobody listens: what the rules could add is in the sentence. */
function heldHint(machine: Machine, target: PortTarget, found: PortStatus): string | undefined {
  if (found.status !== "held" || found.containers.length > 0) return undefined;
  return verdictOf(machine, target, found).sentence.replace(/\.$/, "");
}

/** Who has a port by the protocol that is not shown, if nobody has it by this one. */
function otherHint(
  machine: Machine,
  { port, proto, status }: PortStatus,
  protos: readonly Proto[],
): string | undefined {
  const other = proto === "tcp" ? "udp" : "tcp";
  const [socket] = status === "free" && !protos.includes(other)
    ? machine.listeners(port, other)
    : [];
  return socket && `${port}/${other} is held by ${describeOwner(machine.owner(socket))}`;
}

/** True where a row's owner, unit, user or container has this in its name, in letters of any case. */
export function belongsTo({ owner, user, container }: ScanRow, part: string): boolean {
  return [owner, user, container].some((name) => name?.toLowerCase().includes(part.toLowerCase()));
}
