import type { Block, Tone } from "../model/report.ts";
import type { RestartOutcome } from "../model/restart_outcome.ts";
import { count, listWords } from "./sentence.ts";

/** What is to be started again, as people see it. */
export interface UndoWords {
  readonly name: string;
  readonly user?: string;
  readonly replaces?: number;
  readonly ports: readonly { readonly port: number; readonly proto: string }[];
  readonly changes: readonly string[];
  readonly argv: readonly string[];
  readonly cwd?: string;
}

/** What will be started, and what will be different. */
export function undoBlocks(steps: readonly UndoWords[]): Block[] {
  if (steps.length === 0) return [];
  return [
    line(`Starts again what the last kill stopped (${count(steps.length, "program")}):`, "strong"),
    ...steps.flatMap((step): Block[] => [
      line(startWords(step), "plain", 2),
      { kind: "command", argv: step.argv, indent: 4 },
      ...step.changes.map((change) => line(`${change}`, "dim", 4)),
    ]),
  ];
}

/** `node in /srv/shop as user me, to hold 3000/tcp`. */
function startWords({ name, user, cwd, ports }: UndoWords): string {
  const where = cwd === undefined ? "" : ` in ${cwd}`;
  const whose = user === undefined ? "" : ` as user ${user}`;
  const held = portNames(ports);
  return `${name}${where}${whose}${held === "" ? "" : `, to hold ${held}`}`;
}

function portNames(ports: UndoWords["ports"]): string {
  return listWords([...new Set(ports.map(({ port, proto }) => `${port}/${proto}`))]);
}

/** What came of one, as a sentence, with the last lines of its output where it went wrong. */
export function undoneBlocks(
  { name, ports }: Pick<UndoWords, "name" | "ports">,
  { result, by, reason = result, startSeconds, pids, lines }: RestartOutcome,
): Block[] {
  if (result !== "restarted") {
    return [
      line(`${name} was not started again: ${reason}.`, "bad"),
      ...lines.map((text) => line(text, "dim", 2)),
    ];
  }
  const pid = by?.pid ?? pids[0];
  const who = pid === undefined ? name : `${by?.name ?? name} (pid ${pid})`;
  const after = startSeconds === undefined ? "" : ` after ${startSeconds.toFixed(2)} s`;
  const held = portNames(ports);
  return [
    line(held === "" ? `${who} runs again.` : `${held} is held again by ${who}${after}.`, "good"),
  ];
}

function line(words: string, tone: Tone, indent = 0): Block {
  return { kind: "text", spans: [{ text: words, tone }], indent, hang: 2 };
}
