import { withZone } from "../../model/address.ts";
import type { Machine } from "../../model/machine.ts";
import { type Block, type Column, type Span, text, type Tone } from "../../model/report.ts";
import { heldWords, whyUnseen } from "../held_words.ts";
import { addressWords } from "../listening_words.ts";
import { ageCell } from "../port_blocks.ts";
import { listWords } from "../sentence.ts";
import type { Blame, Link } from "./blame.ts";
import { causeSentence } from "./sentence.ts";

/** Deepest step of the tree: further links stand below each other, so that a chain fits a terminal. */
const DEEPEST = 8;

const COLUMNS: readonly Column[] = [
  { title: "PORT", align: "right", forPrograms: true },
  { title: "PROTO", forPrograms: true },
  { title: "PROCESS" },
  { title: "PID", align: "right", blank: "-" },
  { title: "USER", priority: 1, blank: "-" },
  { title: "AGE", align: "right", priority: 2, blank: "-" },
  { title: "COMMAND", flex: true, priority: 3, blank: "-" },
];

/** One blame for people: how the port stands, the chain as a tree, and a sentence on what started it. */
export function blameBlocks(blame: Blame, machine: Machine, verbose = false): Block[] {
  const { startedBy } = blame;
  const evidence = [blame.startedBy, ...blame.also].flatMap((cause) => cause?.evidence ?? []);
  return [
    { kind: "text", spans: headline(blame, machine), hang: 2 },
    tree(blame),
    ...(startedBy ? [text(sentenceOf(blame), "strong")] : []),
    ...(verbose ? [...new Set(evidence)].map(evidenceLine) : []),
    ...(startedBy?.stopWith
      ? [
        text("To stop it for good:"),
        {
          kind: "command",
          argv: startedBy.stopWith,
          indent: 2,
        } as const,
      ]
      : []),
  ];
}

/** One blame in one line. */
export function blameLine(blame: Blame, machine: Machine): Block {
  const spans = headline(blame, machine);
  if (!blame.startedBy) return { kind: "text", spans, hang: 2 };
  return { kind: "text", spans: [...spans, { text: `. ${sentenceOf(blame)}` }], hang: 2 };
}

function sentenceOf({ startedBy, also }: Blame): string {
  return causeSentence(startedBy ? [startedBy, ...also] : also);
}

function evidenceLine(line: string): Block {
  return { kind: "text", spans: [{ text: line, tone: "dim" }], indent: 2, hang: 2 };
}

const TONES: Readonly<Record<Blame["status"], Tone>> = {
  listening: "good",
  held: "warn",
  free: "plain",
  unknown: "bad",
};

function headline(blame: Blame, machine: Machine): Span[] {
  const { port, proto, status, startedBy } = blame;
  const addresses = placesOf(blame, machine);
  const name: Span = { text: `${port}/${proto}`, tone: "strong" };
  const on = addresses.length > 0 ? ` on ${listWords(addresses)}` : "";
  const word = { text: status, tone: TONES[status] };
  switch (status) {
    case "listening":
      return [name, { text: " is " }, word, { text: on }];
    case "free":
      return [name, { text: " has no listener: nobody to blame" }];
    case "unknown":
      return [name, { text: " is " }, word, { text: `: ${whyUnseen(machine)}` }];
    case "held":
      return [name, {
        text: startedBy
          ? ` is published${on} without a listener`
          : ` ${heldWords(machine, { port, proto }, { containers: [], bindable: {} })}`,
      }];
  }
}

/** Where the owner listens, in words: the blame has the bare addresses. */
function placesOf({ port, proto, addresses }: Blame, machine: Machine): string[] {
  const listeners = machine.listeners(port, proto);
  return addresses.map((address) => {
    const socket = listeners.find((one) => withZone(one.address, one.zone) === address);
    return socket ? addressWords(socket) : address;
  });
}

function tree({ chain, omitted, port, proto }: Blame): Block {
  const place = [{ text: String(port) }, { text: proto }];
  const whole = chain.map((link, i) => [
    ...place,
    ...rowOf(link, i + (omitted === undefined ? 0 : 1)),
  ]);
  const rows = whole.map((row, i) =>
    i === whole.length - 1 ? row : withShortCommand(row, roomIn(whole))
  );
  const blank = { text: "", brief: " " };
  const more: Span = { text: `… ${omitted} more`, tone: "dim" };
  const above: Span[] = [...place, more, blank, blank, blank, blank];
  return {
    kind: "table",
    columns: COLUMNS,
    rows: omitted === undefined ? rows : [above, ...rows],
    indent: 2,
  };
}

function rowOf(
  { name, pid, user, uid, unit, ageSeconds, argv, confidence }: Link,
  i: number,
): Span[] {
  const branch = i === 0 ? "" : `${"  ".repeat(Math.min(i, DEEPEST) - 1)}└ `;
  const likely = confidence === "certain" || pid === undefined ? "" : "?";
  const process = `${name ?? unit ?? "unseen"}${likely}`;
  return [
    { text: process, brief: `${branch}${process}` },
    { text: pid?.toString() ?? "" },
    { text: user ?? uid?.toString() ?? "" },
    ageCell(ageSeconds),
    { text: argv.join(" ") },
  ];
}

/** Columns of an ordinary terminal, and of a pipe that nobody has told otherwise. */
const WIDTH = 80;

/** A command line is never cut to less. */
const LEAST = 20;

/**
 * What the columns that people see leave to the last one. Parents of a server can have very long command
 * lines, which nobody asked for; programs have them whole.
 */
function roomIn(rows: readonly Span[][]): number {
  const columns = rows[0]?.slice(0, -1) ?? [];
  const widthOf = ({ text, brief = text }: Span = { text: "" }) => brief.length;
  const used = columns.map((_, i) =>
    COLUMNS[i]?.forPrograms
      ? 0
      : Math.max(...rows.map((row) => widthOf(row[i])), COLUMNS[i]?.title.length ?? 0) + 2
  );
  return Math.max(LEAST, WIDTH - 2 - used.reduce((sum, width) => sum + width, 0));
}

function withShortCommand(row: readonly Span[], room: number): Span[] {
  const command = row.at(-1);
  if (!command || command.text.length <= room) return [...row];
  const short = [...command.text].slice(0, room - 1).join("");
  return [...row.slice(0, -1), { ...command, brief: `${short}…` }];
}
