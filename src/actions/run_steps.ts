import { type Host, isFailure, type StopSignal } from "../host/host.ts";
import { errnoWords } from "../model/errno.ts";
import { exitWords } from "./exit_words.ts";
import type { ProgramRun, Step } from "./step.ts";

/** Something that happened while steps were run. */
export interface StepEvent {
  /** RFC 3339, UTC. */
  readonly at: string;
  /** `taken-back` and `left` tell of what was to take a step back: it worked, or it did not. */
  readonly event: "ran" | "failed" | "taken-back" | "left";
  /** The program that was run for it. */
  readonly argv: readonly string[];
  /** Why it failed, in words that follow the program. */
  readonly reason?: string;
}

/** What came of some steps. Without `failed`, all of them were done. */
export interface StepsRun {
  readonly done: readonly Step[];
  /** The step at which it ended, and why, in words that follow its program. */
  readonly failed?: { readonly step: Step; readonly why: string };
  /** True where all that had been done was taken back; left out where there was nothing. */
  readonly undone?: boolean;
  /** The signal by which somebody asked portik to end before all was done. */
  readonly interrupted?: StopSignal;
}

/** How to run steps. */
export interface StepOptions {
  /** Deadline of each program, in ms. */
  readonly timeout: number;
  /** Hears what happens. */
  readonly tell?: (event: StepEvent) => void;
}

type StepHost = Pick<Host, "run" | "now" | "stopped">;

/**
 * Runs the steps one after the other. At the first that fails, and where somebody asks portik to end, those
 * that were done are taken back, the last one first. A step that ran out of time or was interrupted may have
 * done its work after all, so it is taken back, too.
 */
export async function runSteps(
  host: StepHost,
  steps: readonly Step[],
  options: StepOptions,
): Promise<StepsRun> {
  const asked: { signal?: StopSignal } = {};
  host.stopped().then((signal) => asked.signal = signal);
  const done: Step[] = [];
  for (const step of steps) {
    const unrun = asked.signal !== undefined;
    const why = unrun ? ENDED : await runOne(host, step, options);
    tellOf(host, options, { argv: step.argv, event: why === undefined ? "ran" : "failed", why });
    if (why === undefined) {
      done.push(step);
      continue;
    }
    const mayHaveWorked = !unrun && (why === TOO_LATE || asked.signal !== undefined);
    const begun = mayHaveWorked ? [...done, step] : done;
    return {
      ...{ done, failed: { step, why } },
      ...(begun.length === 0 ? {} : { undone: await takeBack(host, begun, options) }),
      ...(asked.signal === undefined ? {} : { interrupted: asked.signal }),
    };
  }
  return { done };
}

const TOO_LATE = "did not end in time";
const ENDED = "was not run, because portik was asked to end";

/** Runs one program; why it failed, or undefined. */
async function runOne(
  host: StepHost,
  { argv, stdin }: ProgramRun,
  { timeout }: StepOptions,
): Promise<string | undefined> {
  const ran = await host.run(argv, { timeout, ...(stdin === undefined ? {} : { stdin }) });
  if (isFailure(ran)) {
    return ran.failed === "ETIMEDOUT" ? TOO_LATE : `cannot be run: ${errnoWords(ran.failed)}`;
  }
  return ran.code === 0 ? undefined : exitWords(ran);
}

async function takeBack(
  host: StepHost,
  steps: readonly Step[],
  options: StepOptions,
): Promise<boolean> {
  let all = true;
  for (const { argv, undo } of steps.toReversed()) {
    const why = undo ? await runOne(host, undo, options) : "cannot be taken back";
    const event = why === undefined ? "taken-back" : "left";
    tellOf(host, options, { argv: undo?.argv ?? argv, event, why });
    if (why !== undefined) all = false;
  }
  return all;
}

function tellOf(
  host: StepHost,
  { tell }: StepOptions,
  { why, ...event }: Omit<StepEvent, "at" | "reason"> & { readonly why: string | undefined },
): void {
  const at = new Date(host.now()).toISOString();
  tell?.({ at, ...event, ...(why === undefined ? {} : { reason: why }) });
}
