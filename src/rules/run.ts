import { bySeverity, type Finding } from "../model/finding.ts";
import type { Machine } from "../model/machine.ts";
import type { FactName } from "../model/question.ts";
import type { Rule, RuleContext, Statement } from "../plugin.ts";
import { asStatement, cut, isBad, MOST_FINDINGS } from "./validate.ts";

/**
 * What came of one rule and one question. `blind`: a fact that it needs could not be seen; `broken`: it
 * threw, or said something that is no statement; `skipped`: it is for another operating system. `reason`
 * follows the rule's name and a colon, and is there for blind and broken. What a rule said before it
 * broke is kept.
 */
export interface Outcome {
  readonly rule: string;
  readonly outcome: "checked" | "blind" | "broken" | "skipped";
  readonly findings: readonly Finding[];
  readonly reason?: string;
}

/** A rule that could not do its work, and why. */
export interface Unheard {
  readonly rule: string;
  readonly reason: string;
}

/** What all rules together found out about one question; findings worst first. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** Ids of the rules that could do all of their work. */
  readonly checked: readonly string[];
  readonly blind: readonly Unheard[];
  readonly broken: readonly Unheard[];
}

/** Asks one rule one question. Never throws, whatever the rule does. */
export function runRule(rule: Rule, context: RuleContext): Outcome {
  const { machine } = context;
  if (rule.platforms && !rule.platforms.includes(machine.snapshot.platform)) {
    return { rule: rule.id, outcome: "skipped", findings: [] };
  }
  const unseen = rule.needs.find((fact) => machine.isBlindTo(fact));
  if (unseen !== undefined) {
    return { rule: rule.id, outcome: "blind", findings: [], reason: whyBlind(machine, unseen) };
  }
  const findings: Finding[] = [];
  const reason = collect(rule, context, findings);
  if (reason === undefined) return { rule: rule.id, outcome: "checked", findings };
  return { rule: rule.id, outcome: "broken", findings, reason };
}

/** Asks every rule one question. */
export function runRules(rules: readonly Rule[], context: RuleContext): Diagnosis {
  return diagnosisOf(rules.map((rule) => runRule(rule, context)));
}

/** Sums up what came of several rules. */
export function diagnosisOf(outcomes: readonly Outcome[]): Diagnosis {
  const unheard = (outcome: Outcome["outcome"]) =>
    outcomes.filter((one) => one.outcome === outcome)
      .map(({ rule, reason }) => ({ rule, reason: reason ?? "" }));
  return {
    findings: outcomes.flatMap(({ findings }) => findings).sort(bySeverity),
    checked: outcomes.filter(({ outcome }) => outcome === "checked").map(({ rule }) => rule),
    blind: unheard("blind"),
    broken: unheard("broken"),
  };
}

/** Puts what the rule says into `findings`, and returns why it had to stop, if it had to. */
function collect(rule: Rule, context: RuleContext, findings: Finding[]): string | undefined {
  try {
    const said: unknown = rule.check(context);
    if (!isIterable(said)) return "check gave no list of statements";
    for (const value of said) {
      const statement = asStatement(value);
      if (isBad(statement)) return `statement ${findings.length + 1}: ${statement.bad}`;
      if (findings.length === MOST_FINDINGS) {
        return `said more than ${MOST_FINDINGS} things; the first ${MOST_FINDINGS} are kept`;
      }
      findings.push(findingOf(rule, statement));
    }
    return undefined;
  } catch (error) {
    return cut(`threw ${firstLine(error)}`, 200);
  }
}

function findingOf(rule: Rule, statement: Statement): Finding {
  return {
    severity: rule.severity,
    confidence: "certain",
    evidence: [],
    ...statement,
    rule: rule.id,
  };
}

function whyBlind(machine: Machine, fact: FactName): string {
  const gaps = machine.snapshot.gaps.filter((gap) => gap.fact === fact);
  const reasons = new Set(gaps.map((gap) => gap.reason));
  return [...reasons].join("; ");
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/** The first line of whatever was thrown; asking it may throw once more. */
export function firstLine(thrown: unknown): string {
  try {
    return String(thrown).split("\n")[0] ?? "";
  } catch {
    return "something that cannot be told";
  }
}
