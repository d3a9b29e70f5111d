import type { Finding } from "../model/finding.ts";
import type { RuleQuestion } from "./context.ts";
import type { Outcome } from "./run.ts";
import { asDescription, asStatement, cut, isBad, MOST_FINDINGS } from "./validate.ts";
import type { Bad, RuleDescription } from "./validate.ts";

/**
 * The first line on the sandbox's standard input; the second is the snapshot. `check` runs the rule
 * once for each question, `describe` only loads it.
 */
export interface SandboxRequest {
  readonly nonce: string;
  readonly id: string;
  readonly text: string;
  readonly language: "ts" | "js";
  readonly mode: "check" | "describe";
  readonly questions: readonly RuleQuestion[];
}

/**
 * What the sandbox answers, behind the nonce, on a line of its own: what the rule says about itself and
 * one outcome for each question, or why the rule could not be loaded. The rule may have had its hands in
 * it, so it counts only after `readAnswer`.
 */
export type SandboxAnswer =
  | { readonly rule: RuleDescription; readonly outcomes: readonly Outcome[] }
  | Bad;

/**
 * Finds the answer in everything that a sandbox printed, and takes from it what has the right shape:
 * undefined without any answer. `rule` and all findings bear the name of the rule that was asked.
 */
export function readAnswer(
  stdout: string,
  { nonce, id, questions }: Pick<SandboxRequest, "nonce" | "id" | "questions">,
): SandboxAnswer | undefined {
  const line = stdout.split("\n").find((line) => line.startsWith(nonce));
  if (line === undefined) return undefined;
  const answer = parseObject(line.slice(nonce.length));
  if (typeof answer.bad === "string") return { bad: cut(answer.bad, 300) };
  const rule = asDescription(answer.rule);
  if (isBad(rule)) return rule;
  if (rule.id !== id) return { bad: RUBBISH };
  const { outcomes } = answer;
  if (!Array.isArray(outcomes) || outcomes.length !== questions.length) return { bad: RUBBISH };
  return { rule, outcomes: outcomes.map((outcome) => asOutcome(outcome, rule)) };
}

const RUBBISH = "answered with something that is no answer";

function asOutcome(value: unknown, { id, severity }: RuleDescription): Outcome {
  const { outcome, findings, reason } = objectOf(value);
  const rule = `user/${id}`;
  const broken: Outcome = { rule, outcome: "broken", findings: [], reason: RUBBISH };
  if (!Array.isArray(findings) || findings.length > MOST_FINDINGS) return broken;
  const read: Finding[] = [];
  for (const finding of findings) {
    const statement = asStatement(finding);
    if (isBad(statement)) return { ...broken, findings: read };
    read.push({ severity, confidence: "certain", evidence: [], ...statement, rule });
  }
  switch (outcome) {
    case "checked":
    case "skipped":
      return { rule, outcome, findings: read };
    case "blind":
    case "broken":
      if (typeof reason !== "string") return { ...broken, findings: read };
      return { rule, outcome, findings: read, reason: cut(reason, 300) };
    default:
      return { ...broken, findings: read };
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return { bad: RUBBISH };
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}
