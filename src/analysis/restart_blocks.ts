import { formatAge } from "../model/duration.ts";
import type { Block, Tone } from "../model/report.ts";
import type { ProcessRestart, RestartPlan, StartStep } from "../model/restart.ts";
import type { RestartOutcome } from "../model/restart_outcome.ts";
import { planBlocks } from "./plan_blocks.ts";
import { listWords } from "./sentence.ts";
import { stepWords } from "./stop_blocks.ts";

/** Most of an argument list that a person is shown: one may have 300 kB. */
const MOST_WORDS = 40;
const MOST_LETTERS = 400;

/** What a restart will do, for people. */
export function restartBlocks(plan: RestartPlan): Block[] {
  if (plan.how === "process") return processBlocks(plan);
  return [
    line(`Restarts ${serviceWords(plan)}:`, "strong"),
    ...plan.run.map((argv): Block => ({ kind: "command", argv, indent: 2 })),
  ];
}

/** What a person is asked. */
export function restartQuestion(plan: RestartPlan): string {
  if (plan.how !== "process") return `Restart ${serviceWords(plan)}?`;
  const names = plan.start.map(({ name, replaces }) => `${name} (pid ${replaces})`);
  return `Restart ${listWords(names)}?`;
}

/** `container web`, `systemd unit nginx.service`. */
function serviceWords({ how, names }: Exclude<RestartPlan, ProcessRestart>): string {
  const what = how === "container" ? "container" : "systemd unit";
  return `${what}${names.length === 1 ? "" : "s"} ${listWords(names)}`;
}

function processBlocks({ stop, start }: ProcessRestart): Block[] {
  const steps = stop.steps.map((step) =>
    step.kind === "process" && isLong(step.argv) ? { ...step, argv: [`${cut(step.argv)} …`] } : step
  );
  return [...planBlocks({ ...stop, steps, comebacks: [] }), ...start.flatMap(startBlocks)];
}

function startBlocks({ likeness, user, changes }: StartStep): Block[] {
  const { argv, cwd, exe } = likeness;
  const as = user === undefined ? "" : ` as user ${user}`;
  return [
    line(`Then starts ${exe} in ${cwd}${as}, with the same environment:`, "strong"),
    ...argvBlocks(argv),
    ...changes.map((change) => line(`But ${change}.`, "warn", 2)),
  ];
}

function argvBlocks(argv: readonly string[]): Block[] {
  if (!isLong(argv)) return [{ kind: "command", argv, indent: 2 }];
  return [
    line(`${cut(argv)} … (${argv.length} words, ${letters(argv)} letters in all)`, "plain", 2),
  ];
}

function isLong(argv: readonly string[]): boolean {
  return argv.length > MOST_WORDS || letters(argv) > MOST_LETTERS;
}

function letters(argv: readonly string[]): number {
  return argv.reduce((sum, word) => sum + word.length + 1, 0);
}

function cut(argv: readonly string[]): string {
  return argv.slice(0, MOST_WORDS).join(" ").slice(0, MOST_LETTERS);
}

/** What is different from before, where something is. */
export function changeBlocks(plan: RestartPlan): Block[] {
  const changes = plan.how === "process" ? plan.start.flatMap(({ changes }) => changes) : [];
  return changes.map((change) =>
    line(`${change.slice(0, 1).toUpperCase()}${change.slice(1)}.`, "warn")
  );
}

/** What came of it; the last line says whether the port is held again. */
export function restartedBlocks(
  plan: RestartPlan,
  { port, outcome, quiet = false }: {
    readonly port: string;
    readonly outcome: RestartOutcome;
    readonly quiet?: boolean;
  },
): Block[] {
  const { stop, lines, result } = outcome;
  const steps = quiet ? [] : stop?.steps ?? [];
  return [
    ...steps.map((step) => line(stepWords(step), step.exit === 0 ? "plain" : "bad")),
    line(`${restartSentence(port, outcome)}.`, result === "restarted" ? "good" : "bad"),
    ...(isMute(plan, outcome)
      ? [line("Its output goes to /dev/null: with --log FILE, it would be kept.", "plain")]
      : []),
    ...(lines.length === 0 ? [] : [
      line("Its last lines:", "strong"),
      ...lines.map((one) => line(one, "dim", 2)),
    ]),
  ];
}

/** It did not come back, and nobody will ever know what it said. */
function isMute(plan: RestartPlan, { result }: RestartOutcome): boolean {
  return plan.how === "process" && (result === "ended" || result === "silent") &&
    plan.start.every(({ likeness }) =>
      likeness.stdout.path === "/dev/null" && likeness.stderr.path === "/dev/null"
    );
}

/** What came of it, in one sentence without its full stop. */
export function restartSentence(port: string, outcome: RestartOutcome): string {
  const { result, by, startSeconds, downSeconds, reason = "" } = outcome;
  const who = by === undefined
    ? "somebody"
    : by.pid === undefined
    ? by.name
    : `${by.name} (pid ${by.pid})`;
  switch (result) {
    case "restarted": {
      const took = startSeconds === undefined ? "" : `, ${seconds(startSeconds)} after its start`;
      const down = downSeconds === undefined ? "" : `; it was gone for ${seconds(downSeconds)}`;
      return `${port} is held again by ${who}${took}${down}`;
    }
    case "not-prepared":
      return `Nothing was stopped, because it could not be started again: ${reason}`;
    case "not-stopped":
      return `${port} was not restarted: ${reason}`;
    case "taken":
      return `${port} is not served by what was to serve it: ${reason}`;
    case "not-started":
      return `It was stopped, but could not be started again: ${reason}`;
    case "ended":
    case "silent":
      return `It was started again, but ${port} is not held: ${reason}`;
    case "failed":
      return `${port} was not restarted: ${reason}`;
    case "interrupted":
      return `Interrupted: ${reason}`;
  }
}

/** Short times need their decimals: `0.03 s`. */
function seconds(time: number): string {
  return time < 10 ? `${time.toFixed(2)} s` : formatAge(time);
}

function line(words: string, tone: Tone, indent = 0): Block {
  return { kind: "text", spans: [{ text: words, tone }], indent, hang: 2 };
}
