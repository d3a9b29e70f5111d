import { formatEndpoint } from "../model/address.ts";
import { baseName } from "../model/command_words.ts";
import type { Declined, Step, StopPlan, StopPort } from "../model/plan.ts";
import type { Block, Column, Span } from "../model/report.ts";
import { count, listWords } from "./sentence.ts";

const COLUMNS: readonly Column[] = [
  { title: "PID", align: "right", blank: "-" },
  { title: "PROCESS", flex: true },
  { title: "USER", priority: 2, blank: "-" },
  { title: "WHY", flex: true, priority: 1 },
];

/** Most clients and others that are named one by one. */
const MOST = 8;

/** Most letters of an argument list. */
const MOST_LETTERS = 200;

/** What a plan will do, who depends on it, and who is left alone, for people. */
export function planBlocks(plan: StopPlan): Block[] {
  return [
    ...stepBlocks(plan),
    ...portBlocks(plan.ports),
    ...sparedBlocks(plan),
    ...comebackBlocks(plan),
    ...declinedBlocks(plan.declined),
  ];
}

function stepBlocks({ steps, signal, escalates, timeoutSeconds }: StopPlan): Block[] {
  if (steps.length === 0) return [];
  const processes = steps.filter(({ kind }) => kind === "process").length;
  const after = escalates ? `, and by SIGKILL after ${timeoutSeconds} s` : "";
  const how = processes === 0 ? "" : ` by ${signal}${after}`;
  return [
    line([{ text: `Stops ${howMany(steps)}${how}:`, tone: "strong" }]),
    { kind: "table", columns: COLUMNS, rows: steps.map(row), indent: 2 },
    ...steps.flatMap((step): Block[] =>
      step.kind === "container" ? [{ kind: "command", argv: step.run, indent: 2 }] : []
    ),
  ];
}

/** `2 processes and 1 container`. */
function howMany(steps: readonly Step[]): string {
  const processes = steps.filter(({ kind }) => kind === "process").length;
  const containers = steps.length - processes;
  return listWords([
    ...(processes === 0 ? [] : [count(processes, "process", "processes")]),
    ...(containers === 0 ? [] : [count(containers, "container")]),
  ]);
}

/** What a question about a plan asks: `Stop 2 processes?`. */
export function planQuestion({ steps }: Pick<StopPlan, "steps">): string {
  const [only, ...others] = steps;
  if (!only || others.length > 0) return `Stop ${howMany(steps)}?`;
  return only.kind === "container"
    ? `Stop container ${only.name}?`
    : `Stop ${only.name} (pid ${only.pid})?`;
}

function row(step: Step): Span[] {
  if (step.kind === "container") {
    return [{ text: "" }, { text: `container ${step.name}` }, { text: "" }, { text: step.why }];
  }
  const { pid, name, argv, uid, user } = step;
  const why = step.untouched ? `${step.why}; signalled by nobody but its master` : step.why;
  return [
    { text: String(pid), tone: "accent" },
    { text: argv.length === 0 ? name : shortened(argv) },
    { text: user ?? (uid === undefined ? "" : String(uid)) },
    { text: why },
  ];
}

/** Without the folder of the program: on a narrow terminal its arguments say more. There may be 300 kB of them. */
function shortened([program = "", ...rest]: readonly string[]): string {
  // A title, and every command line of macOS, is one word with blanks, and may end with a path.
  const isLine = rest.length === 0 && /\s/.test(program);
  const name = isLine ? program.replace(/^\/\S*\//, "") : baseName(program);
  const words = [name, ...rest.slice(0, MOST_LETTERS)].join(" ");
  return words.length <= MOST_LETTERS ? words : `${words.slice(0, MOST_LETTERS)}…`;
}

/** One line for all ports, and the clients that lose their connections. */
function portBlocks(ports: readonly StopPort[]): Block[] {
  const also = names(ports.filter(({ asked }) => !asked));
  const kept = names(ports.filter(({ freed }) => !freed));
  const byPort = new Map(ports.map((port) => [nameOf(port), port]));
  const clients = [...byPort.values()].filter((port) => port.clients > 0);
  const total = clients.reduce((sum, port) => sum + port.clients, 0);
  const asked = ports.some((port) => port.asked);
  return [
    ...(also.length > 0 && asked
      ? [line([{ text: `With it, ${few(also)} ${also.length === 1 ? "goes" : "go"}.` }])]
      : []),
    ...(kept.length === 0
      ? []
      : [line([{ text: `Somebody else will still hold ${few(kept)}.`, tone: "warn" }])]),
    ...(total === 0 ? [] : [line([{
      text: `${count(total, "connection")} of ${few(clients.map(nameOf))} will be cut.`,
      tone: "warn",
    }])]),
  ];
}

function nameOf({ port, proto }: Pick<StopPort, "port" | "proto">): string {
  return `${port}/${proto}`;
}

function names(ports: readonly StopPort[]): string[] {
  return [...new Set(ports.map(nameOf))];
}

function few(words: readonly string[]): string {
  const hidden = words.length - MOST;
  return hidden <= 0 ? listWords(words) : listWords([...words.slice(0, MOST), `${hidden} more`]);
}

function sparedBlocks({ spared }: StopPlan): Block[] {
  if (spared.length === 0) return [];
  const shown = spared.slice(0, MOST);
  const hidden = spared.length - shown.length;
  return [
    line([{ text: "Not touched:", tone: "strong" }]),
    ...shown.map(({ pid, name, why }): Block =>
      line([{ text: `${name}${pid === undefined ? "" : ` (pid ${pid})`}: ${why}` }], 2)
    ),
    ...(hidden === 0 ? [] : [line([{ text: `and ${hidden} more` }], 2)]),
  ];
}

function comebackBlocks({ comebacks }: StopPlan): Block[] {
  return comebacks.flatMap(({ message, stopWith }): Block[] => [
    line([{ text: `${message}.`, tone: "warn" }]),
    ...(stopWith === undefined
      ? []
      : [line([{ text: "To stop it for good:" }], 2), command(stopWith, 4)]),
  ]);
}

/** What was asked for and is not done, with what would do it. */
export function declinedBlocks(declined: readonly Declined[]): Block[] {
  const each = [...new Map(declined.map((one) => [one.message, one])).values()];
  return each.flatMap(({ message, hint, run, exit }): Block[] => [
    line([{ text: exit === 1 ? sentence(message) : `Not stopped: ${message}.`, tone: "warn" }]),
    ...(hint === undefined ? [] : [line([{ text: `${hint}${run === undefined ? "." : ":"}` }], 2)]),
    ...(run === undefined ? [] : [command(run, 4)]),
  ]);
}

/** A name keeps its letters. */
function sentence(message: string): string {
  if (!message.startsWith("nothing")) return `${message}.`;
  return `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`;
}

function command(argv: readonly string[], indent: number): Block {
  return { kind: "command", argv, indent };
}

function line(spans: readonly Span[], indent = 0): Block {
  return { kind: "text", spans, indent, hang: 2 };
}

/** `127.0.0.1:3000/tcp`, for a sentence about one socket. */
export function socketName({ address, port, proto }: StopPortName): string {
  return `${formatEndpoint({ address, port })}/${proto}`;
}

type StopPortName = Pick<StopPort, "address" | "port" | "proto">;
