import { defined } from "../../model/defined.ts";
import type { Step } from "./step.ts";

/** Most steps that are told of one port. */
const MOST = 200;

/** What a step has to say; what is left out is certain and needs no evidence. */
export type Note =
  & Pick<Step, "kind" | "summary" | "depth">
  & { readonly [K in keyof Step]?: Step[K] | undefined };

/** The steps of one walk, as far as anybody wants to read. */
export class Notes {
  readonly steps: Step[] = [];

  /** True when there are enough. */
  get full(): boolean {
    return this.steps.length >= MOST;
  }

  /** Adds a step. */
  add(note: Note): void {
    if (this.full) return;
    const { kind, summary, evidence = [], from, to, pid, container, depth } = note;
    const { confidence = "certain" } = note;
    const step = { kind, summary, evidence, from, to, pid, container, confidence, depth };
    this.steps.push(defined(step));
  }
}
