import { formatEndpoint, withZone } from "../model/address.ts";
import { formatAge } from "../model/duration.ts";
import { nearestWord } from "../model/near.ts";
import { Refusal } from "../model/refusal.ts";
import type { Block, Column, Span } from "../model/report.ts";
import { isListener } from "../model/socket.ts";
import { containerOf } from "./container_words.ts";
import { type ListedSocket, ownerOf } from "./listed_socket.ts";

/** One column of a list of sockets, under the name that `--columns` and `--sort` know. */
export interface SocketColumn {
  readonly name: string;
  /** How it stands in a table; its title is its name. */
  readonly shape?: Omit<Column, "title">;
  /** What is sorted by, and shown; to people not where `brief` says otherwise. */
  readonly value: (socket: ListedSocket) => string | number | undefined;
  readonly brief?: (socket: ListedSocket) => string | undefined;
}

const NUMBER = { align: "right" } as const;

/** Every column there is; `priority` says which go first on a narrow terminal. */
export const SOCKET_COLUMNS: readonly SocketColumn[] = [
  { name: "port", shape: NUMBER, value: ({ port }) => port },
  { name: "proto", shape: { priority: 4 }, value: ({ proto }) => proto },
  { name: "state", shape: { priority: 2 }, value: ({ state }) => state },
  {
    name: "address",
    value: ({ address, zone }) => withZone(address, zone),
    // As ss writes the wildcard of both families.
    brief: ({ address, zone, family }) =>
      family === "dual" && address === "::" ? withZone("*", zone) : undefined,
  },
  { name: "namespace", shape: { priority: 1 }, value: ({ namespace }) => namespace },
  { name: "peer", value: ({ peer }) => peer && formatEndpoint(peer) },
  { name: "family", shape: { priority: 4 }, value: ({ family }) => family },
  { name: "reach", shape: { priority: 4 }, value: ({ reach }) => reach },
  { name: "queued", shape: NUMBER, value: ({ backlog }) => backlog?.queued },
  { name: "limit", shape: NUMBER, value: ({ backlog }) => backlog?.limit },
  { name: "pid", shape: { ...NUMBER, priority: 1 }, value: (socket) => ownerOf(socket)?.pid },
  { name: "ppid", shape: NUMBER, value: (socket) => ownerOf(socket)?.ppid },
  { name: "owners", shape: NUMBER, value: ({ owners }) => owners.length },
  { name: "user", shape: { priority: 3 }, value: userOf },
  { name: "uid", shape: NUMBER, value: (socket) => ownerOf(socket)?.uid ?? socket.uid },
  { name: "process", value: processOf },
  {
    name: "age",
    shape: { ...NUMBER, priority: 6 },
    value: (socket) => ownerOf(socket)?.ageSeconds,
    brief(socket) {
      const seconds = ownerOf(socket)?.ageSeconds;
      return seconds === undefined ? undefined : formatAge(seconds);
    },
  },
  { name: "started", value: (socket) => ownerOf(socket)?.startedAt },
  { name: "from", shape: { priority: 5, sparse: true }, value: fromOf },
  { name: "container", value: containerOf },
  { name: "image", value: ({ container }) => container?.image || undefined },
  {
    name: "inside",
    value: ({ container }) =>
      container?.containerPort && `${container.containerPort}/${container.proto}`,
  },
  { name: "pod", value: ({ container }) => container?.pod },
  { name: "service", value: ({ container }) => container?.composeService },
  { name: "unit", value: (socket) => ownerOf(socket)?.unit },
  { name: "project", value: (socket) => ownerOf(socket)?.project?.root },
  { name: "branch", value: (socket) => ownerOf(socket)?.project?.branch },
  {
    name: "command",
    shape: { flex: true, priority: 7 },
    value: (socket) => ownerOf(socket)?.argv.join(" ") || undefined,
  },
  { name: "exe", shape: { flex: true }, value: (socket) => ownerOf(socket)?.exe },
  { name: "cwd", shape: { flex: true }, value: (socket) => ownerOf(socket)?.cwd },
  { name: "inode", shape: NUMBER, value: ({ inode }) => inode },
];

/** The columns of these names, in this order. Throws a Refusal for a name that is none. */
export function columnsNamed(names: readonly string[]): readonly SocketColumn[] {
  return [...new Set(names.map(columnNamed))];
}

/** How two sockets of a list follow each other. */
export type SocketOrder = (a: ListedSocket, b: ListedSocket) => number;

/**
 * Compares sockets by columns, the first first; a minus before a name turns its order round. What a socket
 * has no value for comes last. Throws a Refusal for a name that is no column.
 */
export function socketOrder(names: readonly string[]): SocketOrder {
  const keys = names.map((name) => ({
    sign: name.startsWith("-") ? -1 : 1,
    column: columnNamed(name.replace(/^-/, "")),
  }));
  return (a, b) => {
    for (const { sign, column } of keys) {
      const order = compare(column.value(a), column.value(b), sign);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** By port, with those who wait for clients before those that have one. */
export function usualOrder(a: ListedSocket, b: ListedSocket): number {
  const waits = (socket: ListedSocket) => Number(!isListener(socket));
  return a.port - b.port || compare(a.proto, b.proto, 1) || waits(a) - waits(b) || byEnds(a, b);
}

/** Whoever sorts thousands of connections of one port must not write out both ends of each. */
function byEnds(a: ListedSocket, b: ListedSocket): number {
  return compare(a.address, b.address, 1) || compare(a.zone, b.zone, 1) ||
    compare(a.peer?.address, b.peer?.address, 1) || compare(a.peer?.port, b.peer?.port, 1);
}

/** A table of sockets. Columns that somebody asked for by name stay, however narrow the terminal is. */
export function socketTable(
  sockets: readonly ListedSocket[],
  columns: readonly SocketColumn[],
  { asked = false }: { readonly asked?: boolean } = {},
): Block {
  return {
    kind: "table",
    columns: columns.map(({ name, shape = {} }): Column => {
      const { priority: _priority, sparse: _sparse, ...lasting } = shape;
      return { title: name.toUpperCase(), blank: "-", ...asked ? lasting : shape };
    }),
    rows: sockets.map((socket) => columns.map((column) => cell(column, socket))),
  };
}

function columnNamed(name: string): SocketColumn {
  const column = SOCKET_COLUMNS.find((one) => one.name === name.toLowerCase());
  if (column) return column;
  const names = SOCKET_COLUMNS.map((one) => one.name);
  const near = nearestWord(name, names);
  const question = near === undefined ? "" : `: did you mean ${near}?`;
  throw new Refusal("bad-column", `'${name}' is not a column${question}`, {
    hint: `Columns are ${names.join(", ")}`,
  });
}

type Value = string | number | undefined;

function compare(a: Value, b: Value, sign: number): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -sign : sign;
}

function cell({ value, brief }: SocketColumn, socket: ListedSocket): Span {
  const text = String(value(socket) ?? "");
  const short = brief?.(socket);
  return short === undefined ? { text } : { text, brief: short };
}

/** The user of the process; where nobody can see that, the one whom the socket belongs to. */
function userOf(socket: ListedSocket): string | undefined {
  const { user, uid } = ownerOf(socket) ?? {};
  return user ?? (uid ?? socket.uid)?.toString();
}

function processOf(socket: ListedSocket): string | undefined {
  const { name, confidence } = ownerOf(socket) ?? {};
  return name === undefined || confidence === "certain" ? name : `${name}?`;
}

/** What the process belongs to: a container, a unit of the service manager, or a project's folder. */
function fromOf(socket: ListedSocket): string | undefined {
  const { unit, project } = ownerOf(socket) ?? {};
  return containerOf(socket) ?? unit ?? project?.root.split(/[/\\]/).at(-1);
}
