import { portWords, type RestartTarget } from "../../actions/restart/plan_restart.ts";
import { unseenBlocks } from "../../analysis/asked.ts";
import { changeBlocks, restartBlocks, restartedBlocks } from "../../analysis/restart_blocks.ts";
import { outcomeData, planData } from "../../analysis/restart_data.ts";
import type { SharedFlags } from "../../cli/flags.ts";
import type { Machine } from "../../model/machine.ts";
import type { Block, Report } from "../../model/report.ts";
import type { RestartPlan } from "../../model/restart.ts";
import type { RestartOutcome } from "../../model/restart_outcome.ts";
import type { Memory } from "../memory.ts";

/** A restart: what is asked, the plan and what it was made of, and what came of it. */
export interface RestartFacts {
  readonly machine: Machine;
  readonly target: RestartTarget;
  readonly plan: RestartPlan;
  readonly flags: SharedFlags & { readonly dryRun: boolean; readonly yes: boolean };
  /** Left out: nothing was done. */
  readonly outcome?: RestartOutcome;
  readonly memory?: Pick<Memory, "failure" | "blocks">;
}

/** The report of a restart that was carried out, or of what it would do. */
export function restartReport(facts: RestartFacts): Report {
  const { machine, target, plan, flags, outcome, memory } = facts;
  const { port, protos } = target;
  const forgotten = memory?.failure;
  return {
    kind: "restart",
    data: {
      port,
      protos,
      dryRun: flags.dryRun,
      ...planData(plan),
      ...(outcome === undefined ? {} : { outcome: outcomeData(outcome) }),
      ...(forgotten === undefined ? {} : { notRecorded: forgotten }),
    },
    gaps: machine.snapshot.gaps,
    blocks: [
      ...planBlocks(facts),
      ...(memory?.blocks() ?? []),
      ...(outcome === undefined
        ? []
        : restartedBlocks(plan, { port: portWords(target), outcome, ...flags })),
      ...(flags.verbose ? unseenBlocks(machine.snapshot) : []),
    ],
    exit: outcome?.exit ?? 0,
  };
}

/** Who was asked has seen the plan already; what will be different is worth saying twice. */
function planBlocks({ plan, flags, outcome }: RestartFacts): Block[] {
  if (outcome === undefined || (flags.verbose && flags.yes)) return restartBlocks(plan);
  return flags.quiet ? [] : changeBlocks(plan);
}
