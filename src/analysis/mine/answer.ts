import type { Project } from "../../model/process.ts";
import { type Block, text } from "../../model/report.ts";
import { countSkipped, type PassedPort, type Skipped, skippedWords } from "../../model/skipped.ts";
import { variableOf } from "./variable.ts";

/** One port of an answer. */
export interface MinePort {
  readonly name?: string;
  /** Left out where none was free. */
  readonly port?: number;
  /** What it would have been, had nobody been in the way; left out in a list, where nothing is tried. */
  readonly preferred?: number;
  /** A program of the same project listens on it already. */
  readonly inUse?: true;
  /** How many were passed over, and why; left out in a list. */
  readonly skipped?: Skipped;
  /** Each of them; the first with a sentence each. Left out in a list. */
  readonly passed?: readonly PassedPort[];
}

/** What `mine` answers, for programs. */
export interface MineAnswer {
  /** `port`: the first that is free; `list`: the sequence, of which nothing was tried. */
  readonly mode: "port" | "list";
  readonly user: string;
  readonly tool?: string;
  readonly project?: Project;
  readonly ports: readonly (MinePort & { readonly variable: string })[];
}

/** How the ports are written for people and for scripts. */
export type MineForm = "plain" | "env" | "export" | "table";

/** The ports in one form: one on each line, `WEB_PORT=1234` for `.env` files, `export …` for a shell, a table. */
export function mineBlocks(ports: readonly MinePort[], form: MineForm): Block[] {
  if (form === "table") return [table(ports)];
  return ports.map((port) => ({ ...text(lineOf(port, form)), line: true } as Block));
}

/** port4me prints -1 where it is told that no free port is no failure. */
function lineOf({ name, port = -1 }: MinePort, form: "plain" | "env" | "export"): string {
  if (form === "plain") return name === undefined ? `${port}` : `${name} ${port}`;
  const assignment = `${variableOf(name)}=${port}`;
  return form === "env" ? assignment : `export ${assignment}`;
}

function table(ports: readonly MinePort[]): Block {
  const named = ports.some(({ name }) => name !== undefined);
  const columns = [
    ...(named ? [{ title: "NAME" }] : []),
    { title: "PORT", align: "right" } as const,
  ];
  const rows = ports.map(({ name = "", port }) => [
    ...(named ? [{ text: name }] : []),
    { text: port === undefined ? "" : `${port}` },
  ]);
  return { kind: "table", columns, rows };
}

/**
 * One sentence for each port that is another than it would have been. Where there is none, one that says so,
 * and then who has those that it could have been, if they are few.
 */
export function mineNotes(ports: readonly MinePort[]): string[] {
  return ports.flatMap(({ name, port, preferred, passed = [] }) => {
    if (port === preferred) return [];
    const whose = name === undefined ? "" : ` for ${name}`;
    const sentences = passed.map(({ sentence }) => sentence);
    const [first = `${preferred} is not free`] = sentences;
    const why = skippedWords(countSkipped(passed.map(({ why }) => why)));
    const others = passed.length < 2 ? "" : ` (of those before it, ${why})`;
    if (port !== undefined) return [`The port${whose} is ${port}, because ${first}${others}`];
    const isTold = sentences.every((sentence) => sentence !== undefined);
    return [`No port is free${whose}: ${why}`, ...(isTold ? sentences : [])];
  });
}
