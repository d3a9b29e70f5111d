import { type Host, isFailure, type Ran } from "../host/host.ts";
import type { Machine } from "../model/machine.ts";
import type { RuleQuestion } from "./context.ts";
import { limited } from "./limits.ts";
import type { UserRule } from "./load.ts";
import { readAnswer, type SandboxAnswer, type SandboxRequest } from "./protocol.ts";
import type { Outcome } from "./run.ts";
import { SANDBOX_WORD } from "./sandbox_word.ts";
import { type Bad, isBad, type RuleDescription } from "./validate.ts";

/** What the sandbox asks of the world. It must be the real one: a captured machine starts nothing. */
export type Starter = Pick<Host, "os" | "run" | "self">;

/** Deadline of one child, in ms, start included. */
const TIMEOUT = 2000;
const MOST_BYTES = 512 * 1024;
const AT_ONCE = 4;

/**
 * Asks each rule all questions, each rule in a process of its own that may do nothing. Returns for each
 * question, in their order, the outcomes in the order of the rules; never throws because of a rule.
 */
export async function runUserRules(
  host: Starter,
  rules: readonly UserRule[],
  { machine, questions }: {
    readonly machine: Machine;
    readonly questions: readonly RuleQuestion[];
  },
): Promise<readonly (readonly Outcome[])[]> {
  if (questions.length === 0) return [];
  const snapshot = JSON.stringify(machine.snapshot);
  const byRule = await eachInTurn(rules, async (rule): Promise<readonly Outcome[]> => {
    const answer = await ask(host, { rule, mode: "check", questions, snapshot });
    if (!isBad(answer)) return answer.outcomes;
    return questions.map(() => broken(rule, answer.bad));
  });
  return questions.map((_, i) => byRule.flatMap((outcomes) => outcomes[i] ?? []));
}

/**
 * Asks each rule what it is, without checking anything: its description with `user/` in front of the
 * id, or why it cannot be loaded; in the order of the rules.
 */
export async function describeUserRules(
  host: Starter,
  rules: readonly UserRule[],
): Promise<readonly (RuleDescription | Bad)[]> {
  const answers = await eachInTurn(rules, (rule) => {
    return ask(host, { rule, mode: "describe", questions: [], snapshot: "null" });
  });
  return answers.map((answer) =>
    isBad(answer) ? answer : { ...answer.rule, id: `user/${answer.rule.id}` }
  );
}

interface Errand extends Pick<SandboxRequest, "mode" | "questions"> {
  readonly rule: UserRule;
  /** The snapshot as JSON text. */
  readonly snapshot: string;
}

async function ask(
  host: Starter,
  { rule: { id, text, language }, mode, questions, snapshot }: Errand,
): Promise<SandboxAnswer> {
  const nonce = crypto.randomUUID();
  const request: SandboxRequest = { nonce, id, text, language, mode, questions };
  const ran = await start(host, `${JSON.stringify(request)}\n${snapshot}`);
  if (isFailure(ran)) return { bad: whyNoAnswer(ran.failed) };
  return readAnswer(ran.stdout, request) ?? { bad: whyEnded(ran) };
}

async function start(host: Starter, stdin: string): ReturnType<Host["run"]> {
  const argv = [...host.self, SANDBOX_WORD];
  const options = { timeout: TIMEOUT, stdin, maxBytes: MOST_BYTES };
  const ran = await host.run(limited(argv, host.os), options);
  const noLimits = isFailure(ran) && ran.failed === "ENOENT";
  return noLimits ? await host.run(argv, options) : ran;
}

function whyNoAnswer(failed: string): string {
  switch (failed) {
    case "ETIMEDOUT":
      return `did not answer within ${TIMEOUT / 1000} s`;
    case "EMSGSIZE":
      return `printed more than ${MOST_BYTES / 1024} kB`;
    default:
      return `could not be started: ${failed}`;
  }
}

function whyEnded({ code, stderr }: Ran): string {
  if (code > 128 && /out of memory/i.test(stderr)) return "ran out of memory";
  return `ended without an answer (exit code ${code})`;
}

function broken({ id }: UserRule, reason: string): Outcome {
  return { rule: `user/${id}`, outcome: "broken", findings: [], reason };
}

/** Does `work` on all items, some at once, and returns the results in the order of the items. */
async function eachInTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
