import { formatAge } from "../../model/duration.ts";
import type { Machine } from "../../model/machine.ts";
import { type Block, type Column, type Span, text, type Tone } from "../../model/report.ts";
import { heldWords, whyUnseen } from "../held_words.ts";
import { listWords } from "../sentence.ts";
import type { Blame, Link } from "./blame.ts";
import { causeSentence } from "./sentence.ts";

/** Deepest step of the tree: further links stand below each other, so that a chain fits a terminal. */
const DEEPEST = 8;

const COLUMNS: readonly Column[] = [
  { title: "PROCESS" },
  { title: "PID", align: "right" },
  { title: "USER", priority: 1 },
  { title: "AGE", align: "right", priority: 2 },
  { title: "COMMAND", flex: true, priority: 3 },
];

/** One blame for people: how the port stands, the chain as a tree, and a sentence on what started it. */
export function blameBlocks(blame: Blame, machine: Machine, verbose = false): Block[] {
  const { startedBy, chain } = blame;
  const evidence = [blame.startedBy, ...blame.also].flatMap((cause) => cause?.evidence ?? []);
  return [
    { kind: "text", spans: headline(blame, machine), hang: 2 },
    ...(chain.length > 0 ? [tree(blame)] : []),
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

function headline({ port, proto, status, addresses, startedBy }: Blame, machine: Machine): Span[] {
  const name: Span = { text: `${port}/${proto}`, tone: "strong" };
  const on = addresses.length > 0 ? ` on ${listWords(addresses)}` : "";
  const word = { text: status, tone: TONES[status] };
  switch (status) {
    case "listening":
      return [name, { text: " is " }, word, { text: on }];
    case "free":
      return [name, { text: " is " }, word, { text: ": nobody to blame" }];
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

function tree({ chain, omitted }: Blame): Block {
  const whole = chain.map((link, i) => rowOf(link, i + (omitted === undefined ? 0 : 1)));
  const rows = whole.map((row, i) =>
    i === whole.length - 1 ? row : withShortCommand(row, roomIn(whole))
  );
  const above: Span[] = [{ text: `… ${omitted} more`, tone: "dim" }];
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
  const cell = (text: string | undefined): Span =>
    text === undefined ? { text: "-", tone: "dim" } : { text };
  return [
    { text: `${branch}${name ?? unit ?? "unseen"}${likely}` },
    cell(pid?.toString()),
    cell(user ?? uid?.toString()),
    cell(ageSeconds === undefined ? undefined : formatAge(ageSeconds)),
    cell(argv.length > 0 ? argv.join(" ") : undefined),
  ];
}

/** Columns of an ordinary terminal, and of a pipe that nobody has told otherwise. */
const WIDTH = 80;

/** A command line is never cut to less. */
const LEAST = 20;

/**
 * What the other columns leave to the last one. Parents of a server can have very long command lines, which
 * nobody asked for; the JSON has them whole.
 */
function roomIn(rows: readonly Span[][]): number {
  const columns = rows[0]?.slice(0, -1) ?? [];
  const used = columns.map((_, i) =>
    Math.max(...rows.map((row) => row[i]?.text.length ?? 0), COLUMNS[i]?.title.length ?? 0) + 2
  );
  return Math.max(LEAST, WIDTH - 2 - used.reduce((sum, width) => sum + width, 0));
}

function withShortCommand(row: readonly Span[], room: number): Span[] {
  const command = row.at(-1);
  if (!command || command.text.length <= room) return [...row];
  const short = [...command.text].slice(0, room - 1).join("");
  return [...row.slice(0, -1), { ...command, text: `${short}…` }];
}
