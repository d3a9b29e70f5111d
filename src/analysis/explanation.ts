import type { Finding } from "../model/finding.ts";
import type { Block, Span, Tone } from "../model/report.ts";
import type { Gap } from "../model/snapshot.ts";
import type { PortStatus } from "./port_status.ts";
import type { Verdict } from "./verdict.ts";

/** What became of the rules: those that could look, those that lacked a fact, those that failed. */
export interface RuleOutcomes {
  readonly checked: readonly string[];
  readonly blind: readonly { readonly rule: string; readonly reason: string }[];
  readonly broken: readonly { readonly rule: string; readonly reason: string }[];
}

/** What `explain` answers for one port. */
export interface Explanation extends PortStatus {
  readonly verdict: Verdict & {
    readonly findings: readonly Finding[];
    readonly rules: RuleOutcomes;
  };
  /** Commands most likely to help, ready to paste, best first. */
  readonly next: readonly (readonly string[])[];
}

const TONES: Readonly<Record<Finding["severity"], Tone>> = {
  error: "bad",
  warning: "warn",
  info: "accent",
};

/** An explanation for people: verdict, findings worst first, next commands, what was not checked. */
export function explanationBlocks(explanation: Explanation, gaps: readonly Gap[]): Block[] {
  const { verdict, next } = explanation;
  const notChecked = notCheckedLines(verdict.rules, gaps);
  return [
    { kind: "text", spans: [{ text: verdict.sentence, tone: "strong" }] },
    ...verdict.findings.flatMap(findingBlocks),
    ...section("Next", next.map((argv) => ({ kind: "command", argv }))),
    ...section("Not checked", notChecked.map((spans) => ({ kind: "text", spans, hang: 2 }))),
  ];
}

/** One finding for people: severity and message, evidence dimmed below, and what to do. */
export function findingBlocks({ severity, message, evidence, fix, rule }: Finding): Block[] {
  const indent = 2;
  const spans: Span[] = [
    { text: severity, tone: TONES[severity] },
    { text: `  ${message}` },
    { text: ` [${rule}]`, tone: "dim" },
  ];
  return [
    { kind: "space" },
    { kind: "text", spans, indent, hang: severity.length + 2 },
    ...evidence.map((line): Block => ({
      kind: "text",
      spans: [{ text: line, tone: "dim" }],
      indent: indent + severity.length + 2,
    })),
    ...(fix
      ? [
        { kind: "text", spans: [{ text: fix.say }], indent: indent + severity.length + 2 } as const,
      ]
      : []),
  ];
}

function section(title: string, blocks: readonly Block[]): Block[] {
  return blocks.length === 0 ? [] : [{ kind: "space" }, { kind: "section", title, blocks }];
}

/** Blind rules by what they lacked, broken rules, and gaps that no rule stumbled over. */
function notCheckedLines({ blind, broken }: RuleOutcomes, gaps: readonly Gap[]): Span[][] {
  const byReason = Map.groupBy(blind, ({ reason }) => reason);
  const untold = gaps.filter((gap) => !blind.some(({ reason }) => reason.includes(gap.reason)));
  return [
    ...[...byReason].map(([reason, rules]) => [
      { text: `${rules.map(({ rule }) => rule).join(", ")}: ${reason}` },
    ]),
    ...broken.map(({ rule, reason }) => [{ text: `${rule}: ${reason}`, tone: "warn" as const }]),
    ...untold.map(({ fact, reason }) => [{ text: `${fact}: ${reason}` }]),
  ];
}
