import type { Failure, Sight } from "../host/host.ts";
import type { FactName, Question } from "../model/question.ts";
import type { Asked, Caller, Gap } from "../model/snapshot.ts";

/** How long a program may take, and what else a look leaves to the caller. */
export interface LookOptions {
  /** Deadline of each program that portik starts, in ms. */
  readonly probeTimeout: number;
  /** The one source of sockets to ask, by its word; left out: the first that answers. */
  readonly source?: string;
}

/** A probe that got no answer says why, in words that end a sentence. */
export interface Missing {
  readonly missing: string;
}

/** One way to learn some facts. Its parser is a pure function beside it. */
export interface Probe<T> {
  /** The program or file that is asked: `ss`, `/proc/net`. */
  readonly name: string;
  /** What `--source` calls it, where that is not the name. */
  readonly word?: string;
  readonly gives: FactName;
  read(sight: Sight, question: Question, options: LookOptions): Promise<T | Missing>;
}

/** A probe that is loaded only when its turn comes: what nobody needs should cost nobody. */
export function loadedLate<T>(
  facts: Pick<Probe<T>, "name" | "word" | "gives">,
  load: () => Promise<Probe<T>>,
): Probe<T> {
  return { ...facts, read: async (...asked) => (await load()).read(...asked) };
}

/** What a probe, or the first of several, came back with. */
export interface Answer<T> {
  readonly value?: T;
  /** The probe that answered. */
  readonly asked?: Asked;
  readonly gaps: readonly Gap[];
}

/** Asks one probe after the other until one answers; each that does not leaves a gap. */
export function firstOf<T extends object>(
  ...probes: readonly Probe<T>[]
): (sight: Sight, question: Question, options: LookOptions) => Promise<Answer<T>> {
  return async (sight, question, options) => {
    const gaps: Gap[] = [];
    for (const probe of probes) {
      const start = sight.now();
      const value = await probe.read(sight, question, options);
      if (!("missing" in value)) {
        const milliseconds = sight.now() - start;
        return { value, asked: { fact: probe.gives, source: probe.name, milliseconds }, gaps };
      }
      gaps.push({ fact: probe.gives, source: probe.name, reason: value.missing });
    }
    return { gaps };
  };
}

/** Why a program gave no answer, in words. */
export function programFailure(program: string, failure: Failure, timeout: number): string {
  switch (failure.failed) {
    case "ENOENT":
      return `${program} is not installed`;
    case "EACCES":
      return `${program} may not be run`;
    case "ETIMEDOUT":
      return `${program} did not answer within ${timeout / 1000} s`;
    case "NOT_RECORDED":
      return `${program} was not asked when the capture was made`;
    default:
      return `${program} failed with ${failure.failed}`;
  }
}

/** What somebody lacks who may not look into every process, in words. */
export function rightsNeeded({ uid }: Pick<Caller, "uid">): string {
  return uid === 0
    ? "needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, outside of containers"
    : "needs root";
}

/** Why a program that ended badly gave no answer: the first line of what it complained. */
export function badExit(program: string, code: number, stderr: string): string {
  const complaint = stderr.trim().split("\n")[0]?.trim().slice(0, 200);
  return `${program} exited with ${code}${complaint ? `: ${complaint}` : ""}`;
}
