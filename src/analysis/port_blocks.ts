import { formatListener } from "../model/address.ts";
import { holdsPorts } from "../model/container.ts";
import { formatAge } from "../model/duration.ts";
import type { Listener, PortContainer } from "../model/listener.ts";
import type { Machine } from "../model/machine.ts";
import { mainOwner, type Owner } from "../model/owner.ts";
import type { Block, Column, Span, Tone } from "../model/report.ts";
import { connectionWords } from "./connection_words.ts";
import { containerLines, containerOf, containerWords, insideWords } from "./container_words.ts";
import { addressWords } from "./listening_words.ts";
import { describeOwner, describeOwners, placeOf } from "./owner_words.ts";
import { connectionsHolding, type PortStatus, type Status } from "./port_status.ts";
import { listWords } from "./sentence.ts";

/** Most owners of one socket that a table shows. */
const MOST_OWNERS = 4;

const COLUMNS: readonly Column[] = [
  { title: "PORT", align: "right", forPrograms: true },
  { title: "PROTO", forPrograms: true },
  { title: "ADDRESS" },
  { title: "PID", align: "right", blank: "-" },
  { title: "USER", priority: 1, blank: "-" },
  { title: "PROCESS", blank: "-" },
  { title: "AGE", align: "right", priority: 3, blank: "-" },
  { title: "FROM", priority: 2, blank: "-", sparse: true },
  { title: "COMMAND", flex: true, priority: 4, blank: "-" },
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
  const rows = port.listeners.flatMap(listenerRows);
  return [
    headline,
    { kind: "table", columns: COLUMNS, rows, indent: 2 },
    ...heldLines(port, machine),
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

/** Whose connections keep a port on which nobody listens: `the local end of a connection of curl (pid 9) …`. */
function heldLines({ port, proto, status }: PortStatus, machine: Machine): Block[] {
  const held = status === "held" ? connectionsHolding(machine.sockets(port, proto)) : [];
  if (held.length === 0) return [];
  const words = `the local end of ${connectionWords(machine, held)}`;
  return [{ kind: "text", indent: 2, hang: 2, spans: [{ text: words }] }];
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
  const owners = new Set([...port.listeners.map(holderOf), ...port.holders.map(describeOwner)]);
  const addresses = new Set(port.listeners.map(addressWords));
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
    ...standing({ port, proto, status }),
    ...(counts.length > 0 ? [{ text: ` (${counts.join(", ")})`, tone: "dim" as const }] : []),
    ...(container
      ? [{ text: `, published by ${containerWords({ ...container, image: "" })}` }]
      : []),
  ];
}

/** `80/tcp is listening`. Where nothing is seen, something may be bound that does not listen. */
function standing({ port, proto, status }: Pick<PortStatus, "port" | "proto" | "status">): Span[] {
  const name: Span = { text: `${port}/${proto}`, tone: "strong" };
  if (status === "free") return [name, { text: " has no listener" }];
  return [name, { text: " is " }, { text: status, tone: TONES[status] }];
}

function listenerRows(listener: Listener): Span[][] {
  const { owners, port, proto } = listener;
  const place = [{ text: String(port) }, { text: proto }];
  const text = formatListener(listener);
  const address = { text };
  if (owners.length === 0) return [[...place, address, ...ownerCells(undefined, listener)]];
  const main = mainOwner(owners);
  const ordered = [main, ...owners.filter((owner) => owner !== main)];
  const rows = ordered.slice(0, MOST_OWNERS).map((owner, i) => [
    ...place,
    i === 0 ? address : { text, brief: "" },
    ...ownerCells(owner, listener),
  ]);
  const more = ordered.length - MOST_OWNERS;
  if (more <= 0) return rows;
  const blank = { text: "", brief: " " };
  const share = more === 1 ? "shares" : "share";
  const note: Span = { text: `and ${more} more that ${share} the socket`, tone: "dim" };
  return [...rows, [...place, { text, brief: "" }, blank, blank, note, blank, blank, blank]];
}

function ownerCells(owner: Owner | undefined, listener: Listener): Span[] {
  const cell = (text = ""): Span => ({ text });
  const from = containerOf(listener) ?? owner?.unit ??
    (owner?.holds === "inherited" ? "inherited" : undefined);
  return [
    cell(owner?.pid?.toString()),
    cell(owner?.user ?? owner?.uid?.toString()),
    cell(owner?.name && `${owner.name}${owner.confidence === "certain" ? "" : "?"}`),
    ageCell(owner?.ageSeconds),
    cell(from),
    cell(owner && owner.argv.length > 0 ? owner.argv.join(" ") : undefined),
  ];
}

/** An age in seconds, which people see in a unit that fits. */
export function ageCell(seconds: number | undefined): Span {
  return seconds === undefined ? { text: "" } : { text: `${seconds}`, brief: formatAge(seconds) };
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
