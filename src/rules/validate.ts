import type { Confidence, Fix, Severity, Statement } from "../model/finding.ts";
import type { FactName } from "../model/question.ts";
import type { Platform } from "../model/snapshot.ts";
import type { Rule } from "../plugin.ts";

/** Something that came from outside and is not what it should be: one clause that says what is wrong. */
export interface Bad {
  readonly bad: string;
}

/** Tells what is wrong from what is right. */
export function isBad(answer: object): answer is Bad {
  return "bad" in answer;
}

/** What a rule says about itself: everything but its check. */
export type RuleDescription = Omit<Rule, "check">;

/** Most findings that one rule may make about one port. */
export const MOST_FINDINGS = 50;

const MOST_LINES = 20;
const MOST_WORDS = 32;
const MESSAGE_LENGTH = 500;
const LINE_LENGTH = 200;
const DOCS_LENGTH = 4000;

/** Each union as a table, so that the compiler misses none of its members. */
const SEVERITIES: Readonly<Record<Severity, true>> = { info: true, warning: true, error: true };
const CONFIDENCES: Readonly<Record<Confidence, true>> = {
  certain: true,
  cgroup: true,
  user: true,
  guess: true,
};
const PLATFORMS: Readonly<Record<Platform, true>> = { linux: true, darwin: true, windows: true };
const FACTS: Readonly<Record<FactName, true>> = {
  sockets: true,
  owners: true,
  processes: true,
  containers: true,
  namespaces: true,
  binds: true,
  settings: true,
  caller: true,
  sessions: true,
  addresses: true,
  routes: true,
};

/** True for the id of a rule: kebab case, 1 to 40 characters. */
export function isRuleId(word: unknown): word is string {
  return typeof word === "string" && word.length <= 40 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(word);
}

/** Reads the default export of a rule's module. The rule it returns calls the very object it was given. */
export function asRule(value: unknown): Rule | Bad {
  if (typeof value !== "object" || value === null) {
    return { bad: "its default export is no rule object" };
  }
  const description = asDescription(value);
  if (isBad(description)) return description;
  if (typeof (value as Rule).check !== "function") return { bad: "check is no function" };
  return { ...description, check: (context) => (value as Rule).check(context) };
}

/** Reads what a rule says about itself; long texts are cut. */
export function asDescription(value: unknown): RuleDescription | Bad {
  const { id, title, docs, severity, needs, platforms } = fieldsOf(value);
  if (!isRuleId(id)) return { bad: "id is not kebab case of 1 to 40 characters" };
  if (!isText(title)) return { bad: "title is no text" };
  if (!isText(docs)) return { bad: "docs is no text" };
  if (!isMember(SEVERITIES, severity)) return { bad: `severity is not ${oneOf(SEVERITIES)}` };
  if (!isListOf(FACTS, needs)) return { bad: `needs is no list of ${oneOf(FACTS)}` };
  const described = {
    id,
    title: cut(title, LINE_LENGTH),
    docs: cut(docs, DOCS_LENGTH),
    severity,
    needs: [...needs],
  };
  if (platforms === undefined) return described;
  if (!isListOf(PLATFORMS, platforms)) {
    return { bad: `platforms is no list of ${oneOf(PLATFORMS)}` };
  }
  return { ...described, platforms: [...platforms] };
}

/**
 * Reads one thing that a rule said. Messages are cut to 500 characters, evidence to 20 lines of 200; a
 * command is never cut, because half a command is another command.
 */
export function asStatement(value: unknown): Statement | Bad {
  if (typeof value !== "object" || value === null) return { bad: "it is no object" };
  const { message, evidence, fix, severity, confidence, port, pid } = fieldsOf(value);
  if (!isText(message)) return { bad: "message is no text" };
  if (evidence !== undefined && !isTexts(evidence)) return { bad: "evidence is no list of texts" };
  if (severity !== undefined && !isMember(SEVERITIES, severity)) {
    return { bad: `severity is not ${oneOf(SEVERITIES)}` };
  }
  if (confidence !== undefined && !isMember(CONFIDENCES, confidence)) {
    return { bad: `confidence is not ${oneOf(CONFIDENCES)}` };
  }
  if (port !== undefined && !isWhole(port, 65535)) return { bad: "port is no port number" };
  if (pid !== undefined && !isWhole(pid, 2 ** 32)) return { bad: "pid is no process id" };
  const advice = fix === undefined ? undefined : asFix(fix);
  if (advice && isBad(advice)) return advice;
  return {
    message: cut(message, MESSAGE_LENGTH),
    ...evidence && { evidence: cutLines(evidence) },
    ...advice && { fix: advice },
    ...severity && { severity },
    ...confidence && { confidence },
    ...port !== undefined && { port },
    ...pid !== undefined && { pid },
  };
}

function asFix(value: unknown): Fix | Bad {
  const { say, run } = fieldsOf(value);
  if (!isText(say)) return { bad: "fix.say is no text" };
  if (run === undefined) return { say: cut(say, MESSAGE_LENGTH) };
  if (!isTexts(run) || run.length === 0) return { bad: "fix.run is no list of words" };
  if (run.length > MOST_WORDS || run.some((word) => word.length > MESSAGE_LENGTH)) {
    return { bad: "fix.run is too long" };
  }
  return { say: cut(say, MESSAGE_LENGTH), run: [...run] };
}

/** The text, or its beginning and an ellipsis; never half of a character. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

function cutLines(lines: readonly string[]): string[] {
  return lines.slice(0, MOST_LINES).map((line) => cut(line, LINE_LENGTH));
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
}

function isMember<Word extends string>(
  table: Readonly<Record<Word, true>>,
  value: unknown,
): value is Word {
  return typeof value === "string" && Object.hasOwn(table, value);
}

function isListOf<Word extends string>(
  table: Readonly<Record<Word, true>>,
  value: unknown,
): value is readonly Word[] {
  return Array.isArray(value) && value.every((item) => isMember(table, item));
}

function oneOf(table: object): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(Object.keys(table));
}
