import { formatEndpoint } from "../model/address.ts";
import { holdsPorts } from "../model/container.ts";
import { formatAge } from "../model/duration.ts";
import type { Listener, PortContainer } from "../model/listener.ts";
import type { Machine } from "../model/machine.ts";
import { mainOwner, type Owner } from "../model/owner.ts";
import type { Block, Column, Span, Tone } from "../model/report.ts";
import { containerLines, containerOf, containerWords, insideWords } from "./container_words.ts";
import { describeOwner, describeOwners, placeOf } from "./owner_words.ts";
import type { PortStatus, Status } from "./port_status.ts";
import { listWords } from "./sentence.ts";

/** Most owners of one socket that a table shows. */
const MOST_OWNERS = 4;

const COLUMNS: readonly Column[] = [
  { title: "ADDRESS" },
  { title: "PID", align: "right" },
  { title: "USER", priority: 1 },
  { title: "PROCESS" },
  { title: "AGE", align: "right", priority: 3 },
  { title: "FROM", priority: 2 },
  { title: "COMMAND", flex: true, priority: 4 },
];

const TONES: Readonly<Record<Status, Tone>> = {
  listening: "good",
  held: "warn",
  free: "plain",
  unknown: "bad",
};

/** One port for people: a headline, then a table of its listeners. */
export function portBlocks(port: PortStatus, machine: Machine): Block[] {
  const headline: Block = { kind: "text", spans: headlineSpans(port) };
  const elsewhere = otherProtocol(port, machine);
  const { columns, rows } = withoutEmptyFrom(port.listeners.flatMap(listenerRows));
  return [
    headline,
    ...(rows.length > 0 ? [{ kind: "table", columns, rows, indent: 2 } as const] : []),
    ...containerLines(concerned(port)).map(containerLine),
    ...elsewhere,
    ...namespaceLines(port),
    ...(port.status === "unknown" ? whyUnknown(machine) : []),
  ];
}

/** Every container that publishes the port here, and those whose own processes listen on it. */
function concerned({ containers, listeners }: PortStatus): PortContainer[] {
  const behind = listeners.flatMap(({ container }) => container ?? []);
  const isOne = (all: readonly PortContainer[], { id }: PortContainer) =>
    all.some((one) => one.id === id);
  const here = containers.filter((one) => !one.remote || isOne(behind, one));
  return [...here, ...behind.filter((one) => !isOne(here, one))];
}

function containerLine(line: string): Block {
  return { kind: "text", indent: 2, hang: 2, spans: [{ text: line, tone: "dim" }] };
}

/** `in namespace blue: nginx (pid 7, user root) on 0.0.0.0`. */
function namespaceLines({ elsewhere }: PortStatus): Block[] {
  return elsewhere.map((listener): Block => ({
    kind: "text",
    indent: 2,
    hang: 2,
    spans: [
      { text: `in namespace ${placeOf(listener)}: `, tone: "dim" },
      { text: `${describeOwners(listener)} on ${listener.address}` },
    ],
  }));
}

/** Most listeners come from nowhere in particular, and a column of dashes tells nobody anything. */
function withoutEmptyFrom(rows: Span[][]): { columns: readonly Column[]; rows: Span[][] } {
  const from = COLUMNS.findIndex(({ title }) => title === "FROM");
  if (rows.some((row) => !["-", ""].includes(row[from]?.text ?? ""))) {
    return { columns: COLUMNS, rows };
  }
  const rest = <T>(cells: readonly T[]) => cells.toSpliced(from, 1);
  return { columns: rest(COLUMNS), rows: rows.map(rest) };
}

function whyUnknown({ snapshot }: Machine): Block[] {
  return snapshot.gaps.filter(({ fact }) => fact === "sockets").map(({ reason }) => ({
    kind: "text",
    indent: 2,
    spans: [{ text: `Could not see: ${reason}`, tone: "bad" }],
  }));
}

/** One port in one line. */
export function summaryLine(port: PortStatus): Block {
  const owners = new Set(port.listeners.map(holderOf));
  const addresses = new Set(port.listeners.map(({ address }) => address));
  const words = [listWords([...owners]), listWords([...addresses])].filter(Boolean).join(" on ");
  return {
    kind: "text",
    spans: [...headlineSpans({ ...port, states: {} }), ...(words ? [{ text: `: ${words}` }] : [])],
    hang: 2,
    line: true,
  };
}

/** For a published port its container, not the program that forwards for it. */
function holderOf(listener: Listener): string {
  const { owners, container } = listener;
  if (container?.hostPort !== undefined) return containerWords(container);
  return `${describeOwner(mainOwner(owners))}${insideWords(listener)}`;
}

function headlineSpans({ port, proto, status, states, containers }: PortStatus): Span[] {
  const counts = Object.entries(states).filter(([state]) =>
    state !== "LISTEN" && state !== "UNCONN"
  )
    .map(([state, number]) => `${number} ${state}`);
  const holding = status === "held" ? containers.filter(holdsPorts) : [];
  const container = holding.find(({ process }) => process) ?? holding[0];
  return [
    { text: `${port}/${proto}`, tone: "strong" },
    { text: " is " },
    { text: status, tone: TONES[status] },
    ...(counts.length > 0 ? [{ text: ` (${counts.join(", ")})`, tone: "dim" as const }] : []),
    ...(container
      ? [{ text: `, published by ${containerWords({ ...container, image: "" })}` }]
      : []),
  ];
}

function listenerRows(listener: Listener): Span[][] {
  const { owners } = listener;
  const address = { text: formatEndpoint(listener) };
  if (owners.length === 0) return [[address, ...ownerCells(undefined, listener)]];
  const main = mainOwner(owners);
  const ordered = [main, ...owners.filter((owner) => owner !== main)];
  const rows = ordered.slice(0, MOST_OWNERS).map((owner, i) => [
    i === 0 ? address : { text: "" },
    ...ownerCells(owner, listener),
  ]);
  const more = ordered.length - MOST_OWNERS;
  if (more <= 0) return rows;
  const blank = { text: "" };
  const share = more === 1 ? "shares" : "share";
  const note: Span = { text: `and ${more} more that ${share} the socket`, tone: "dim" };
  return [...rows, [blank, blank, blank, note, blank, blank, blank]];
}

function ownerCells(owner: Owner | undefined, listener: Listener): Span[] {
  const unknown: Span = { text: "-", tone: "dim" };
  const cell = (text: string | undefined): Span => text === undefined ? unknown : { text };
  const from = containerOf(listener) ?? owner?.unit ??
    (owner?.holds === "inherited" ? "inherited" : undefined);
  return [
    cell(owner?.pid?.toString()),
    cell(owner?.user ?? owner?.uid?.toString()),
    cell(owner?.name && `${owner.name}${owner.confidence === "certain" ? "" : "?"}`),
    cell(owner?.ageSeconds === undefined ? undefined : formatAge(owner.ageSeconds)),
    cell(from),
    cell(owner && owner.argv.length > 0 ? owner.argv.join(" ") : undefined),
  ];
}

/** Nothing on tcp but something on udp, or the other way round, is worth a line. */
export function otherProtocol(
  { port, proto, status }: Pick<PortStatus, "port" | "proto" | "status">,
  machine: Machine,
): Block[] {
  const other = proto === "tcp" ? "udp" : "tcp";
  const [socket] = machine.listeners(port, other);
  if (status === "listening" || !socket) return [];
  const owner = describeOwner(machine.owner(socket));
  return [{
    kind: "text",
    indent: 2,
    hang: 0,
    spans: [{ text: `${port}/${other} is held by ${owner}: ask with --proto ${other}` }],
  }];
}
