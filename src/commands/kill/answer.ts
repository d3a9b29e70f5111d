import { unseenBlocks } from "../../analysis/asked.ts";
import { declinedBlocks, planBlocks } from "../../analysis/plan_blocks.ts";
import { stopBlocks } from "../../analysis/stop_blocks.ts";
import { worst } from "../../cli/exit_codes.ts";
import type { SharedFlags } from "../../cli/flags.ts";
import type { Machine } from "../../model/machine.ts";
import type { StopPlan } from "../../model/plan.ts";
import type { Report } from "../../model/report.ts";
import type { StopEvent, StopOutcome } from "../../model/stop_outcome.ts";
import type { Memory } from "../memory.ts";

/** A plan, what it was made from, and what became of it. */
export interface Answer {
  readonly machine: Machine;
  readonly plan: StopPlan;
  readonly flags:
    & Pick<SharedFlags, "verbose" | "quiet">
    & { readonly dryRun: boolean; readonly yes: boolean };
  /** Left out: nothing was done. */
  readonly outcome?: StopOutcome;
  readonly memory?: Memory;
}

/** What `portik kill` answers, with the worst exit code of all its parts. */
export function reportOf({ machine, plan, flags, outcome, memory }: Answer): Report {
  const { snapshot } = machine;
  const { steps = [], ports = [], interrupted = false } = outcome ?? {};
  const declined = worst(plan.declined.map(({ exit }) => exit));
  const forgotten = memory?.failure;
  return {
    kind: "kill",
    data: {
      dryRun: flags.dryRun,
      plan,
      steps,
      ports,
      interrupted,
      ...(forgotten === undefined ? {} : { notRecorded: forgotten }),
    },
    gaps: snapshot.gaps,
    blocks: [
      ...(outcome === undefined ? planBlocks(plan) : [
        ...(flags.verbose && flags.yes ? planBlocks({ ...plan, declined: [] }) : []),
        ...declinedBlocks(plan.declined),
        ...(memory?.blocks() ?? []),
        ...stopBlocks(
          flags.quiet ? { ...outcome, steps: steps.filter(({ exit }) => exit > 0) } : outcome,
        ),
      ]),
      ...(flags.verbose ? unseenBlocks(snapshot) : []),
    ],
    // A dry run does what it is asked to, unless nothing at all would be done.
    exit: flags.dryRun && plan.steps.length > 0 ? 0 : worst([declined, outcome?.exit ?? 0]),
  };
}

/** Something that happened on the way, as a line of its own. */
export function eventReport(event: StopEvent): Report {
  return { kind: "kill-event", data: event, gaps: [], blocks: [], exit: 0 };
}
