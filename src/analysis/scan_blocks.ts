import type { Machine } from "../model/machine.ts";
import { type Block, type Column, type Span, text, type Tone } from "../model/report.ts";
import { whyUnseen } from "./held_words.ts";
import type { Status } from "./port_status.ts";
import type { ScanRow } from "./scan.ts";
import { count } from "./sentence.ts";

const COLUMNS: readonly Column[] = [
  { title: "PORT", align: "right" },
  { title: "PROTO", priority: 6 },
  { title: "STATUS" },
  { title: "OWNER", priority: 1, blank: "-" },
  { title: "PID", align: "right", priority: 2, blank: "-" },
  { title: "ADDRESS", priority: 3, blank: "-" },
  { title: "CONTAINER", priority: 5, blank: "-", sparse: true },
  { title: "HINT", flex: true, priority: 4, sparse: true },
];

const TONES: Readonly<Record<Status, Tone>> = {
  listening: "good",
  held: "warn",
  free: "plain",
  unknown: "bad",
};

/** What a scan found, for people: a table of ports. */
export function scanTable(rows: readonly ScanRow[]): Block {
  return { kind: "table", columns: COLUMNS, rows: rows.map(cells) };
}

/** What a scan comes to. */
export interface ScanCounts {
  readonly rows: readonly ScanRow[];
  /** Ports on which nothing is seen, and which nobody has tried to bind. */
  readonly silent: number;
  /** Ports of UDP that were not asked for. */
  readonly others: number;
}

/** How many ports stand how, in one line, and what the table leaves out; or why nothing was seen. */
export function scanSummary(machine: Machine, { rows, silent, others }: ScanCounts): Block[] {
  if (machine.isBlindTo("sockets")) {
    return [text(`Could not see any socket: ${whyUnseen(machine)}.`, "bad")];
  }
  const counts = Object.entries(countStatus(rows)).map(([status, number]) => `${number} ${status}`);
  const sums = counts.length === 0 ? "No port to show" : counts.join(", ");
  const rest = silent === 0
    ? []
    : [`nothing is seen on ${count(silent, "other port")}, which --bind would try`];
  const udp = others === 0 ? [] : [`${count(others, "UDP port")} not shown: ask with --proto all`];
  return [text([sums, ...rest, ...udp].join("; "), "dim")];
}

/** How many of the ports stand how. */
export function countStatus(rows: readonly ScanRow[]): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  for (const { status } of rows) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function cells(row: ScanRow): Span[] {
  const { port, proto, status, owner, user, pid = "", container = "", hint = "" } = row;
  const addresses = row.addresses.join(", ");
  // As ss writes the wildcard of both families.
  const brief = row.addresses.map((address) => row.dual && address === "::" ? "*" : address);
  // Without a name, its user is the best that is known of an owner.
  const who = owner ?? (user === undefined ? "" : `user ${user}`);
  return [
    { text: String(port) },
    { text: proto },
    { text: status, tone: TONES[status] },
    { text: who },
    { text: `${pid}` },
    { text: addresses, brief: brief.join(", ") },
    { text: container },
    { text: hint },
  ];
}
