import type { Likeness } from "./likeness.ts";
import type { StopPlan } from "./plan.ts";

/** A process that is started in the place of one that is stopped. */
export interface StartStep {
  /** Pid of the one that is stopped. */
  readonly replaces: number;
  readonly name: string;
  readonly user?: string;
  readonly likeness: Likeness;
  /** What will be different all the same, in half sentences. */
  readonly changes: readonly string[];
}

/** Processes are stopped, and each that was no child of another is started again as it was. */
export interface ProcessRestart {
  readonly how: "process";
  readonly stop: StopPlan;
  readonly start: readonly StartStep[];
}

/** Who runs the owner restarts it: an engine its container, systemd its unit. */
export interface ServiceRestart {
  readonly how: "container" | "unit";
  readonly names: readonly string[];
  /** The argument lists that do it. */
  readonly run: readonly (readonly string[])[];
}

/** What will be restarted, and how. Plain data, but it may hold secrets: `Likeness`. */
export type RestartPlan = ProcessRestart | ServiceRestart;
