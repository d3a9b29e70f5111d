import type { SharedFlags } from "./cli/flags.ts";
import type { Host } from "./host/host.ts";
import type { Machine } from "./model/machine.ts";
import type { Rule } from "./plugin.ts";
import { ruleContext, type RuleQuestion } from "./rules/context.ts";
import { loadUserRules } from "./rules/load.ts";
import { type Diagnosis, diagnosisOf, type Outcome, runRule } from "./rules/run.ts";
import type { runUserRules } from "./rules/sandbox.ts";

/** Where rules come from: the built-in ones, and the folders that the flags name. */
export interface RuleSources {
  readonly host: Host;
  readonly flags: SharedFlags;
  readonly rules: readonly Rule[];
}

/** Asks every rule, built-in and the user's own, every question; one diagnosis for each question. */
export async function diagnoseAll(
  { host, flags, rules }: RuleSources,
  { machine, questions }: { machine: Machine; questions: readonly RuleQuestion[] },
): Promise<readonly Diagnosis[]> {
  const { plugins: dirs = [], noPlugins: none } = flags;
  const { rules: own, refused } = loadUserRules(host, { dirs, none });
  const theirs = own.length === 0 ? [] : await runOwn(host, own, { machine, questions });
  const unread = refused.map(({ path, reason }): Outcome => {
    return { rule: path, outcome: "broken", findings: [], reason };
  });
  return questions.map((question, i) => {
    const context = ruleContext(machine, question);
    const ours = rules.map((rule) => runRule(rule, context));
    return diagnosisOf([...ours, ...theirs[i] ?? [], ...unread]);
  });
}

/** The sandbox is loaded only where somebody has rules of their own. */
async function runOwn(...args: Parameters<typeof runUserRules>): ReturnType<typeof runUserRules> {
  const sandbox = await import("./rules/sandbox.ts");
  return await sandbox.runUserRules(...args);
}
