import { Machine } from "../model/machine.ts";
import type { Rule, Statement } from "../plugin.ts";
import { ruleContext, type RuleQuestion } from "../rules/context.ts";
import { deepFreeze } from "../rules/freeze.ts";
import { runRule } from "../rules/run.ts";
import { asRule, asStatement, isBad } from "../rules/validate.ts";
import { quietMachine } from "./quiet_machine.ts";
import type { RuleCase, RuleCases, Said, SpeakingCase } from "./rule_case.ts";
import { firstDifference } from "./same.ts";

/** One test, before any runner knows of it. */
export interface RuleTest {
  readonly name: string;
  readonly fn: () => void;
}

/** All tests of a rule: what every rule owes, then its own cases. Throws where two have one name. */
export function ruleTests(rule: Rule, { silent = {}, speaks = {} }: RuleCases): RuleTest[] {
  const platform = rule.platforms?.[0] ?? "linux";
  const tests: RuleTest[] = [
    { name: `${rule.id} describes itself`, fn: () => checkDescription(rule) },
    {
      name: `${rule.id} is silent on a quiet machine`,
      fn: () => checkSilent(rule, { machine: quietMachine({ platform }), port: 3000 }),
    },
    ...Object.entries(silent).map(([name, about]): RuleTest => {
      return { name: `${rule.id} is silent ${name}`, fn: () => checkSilent(rule, about) };
    }),
    ...Object.entries(speaks).map(([name, about]): RuleTest => {
      return { name: `${rule.id} speaks ${name}`, fn: () => checkSpeaks(rule, about) };
    }),
  ];
  const names = tests.map(({ name }) => name.replace(/ (?:speaks|is silent) /, " "));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`Two cases have one name: "${twice}"`);
  return tests;
}

function checkDescription(rule: Rule): void {
  const read = asRule(rule);
  if (isBad(read)) throw new Error(`No portik would load this rule: ${read.bad}`);
  const { check: _, ...description } = read;
  const { title, docs } = rule;
  const difference = firstDifference(description, { ...description, title, docs });
  if (difference !== undefined) throw new Error(`The description is too long: ${difference}`);
}

function checkSilent(rule: Rule, about: Machine | RuleCase): void {
  const { machine } = about instanceof Machine ? { machine: about } : about;
  for (const question of about instanceof Machine ? questionsOf(about) : [questionOf(about)]) {
    const [said] = statementsOf(rule, machine, question);
    if (said) throw new Error(`Asked about ${show(question)}, the rule said: ${said.message}`);
  }
}

function checkSpeaks(rule: Rule, { says, ...about }: SpeakingCase): void {
  const question = questionOf(about);
  const said = statementsOf(rule, about.machine, question);
  const wanted = (Array.isArray(says) ? says : [says]).map(asWanted);
  if (said.length !== wanted.length || said.length === 0) {
    throw new Error(`Wanted ${wanted.length} statements, got ${said.length}: ${show(said)}`);
  }
  // What a case does not name may be anything.
  const named = wanted.map((one, i) => ({ ...said[i], ...one }));
  const difference = firstDifference(said, named);
  if (difference !== undefined) {
    throw new Error(`Another statement was wanted: ${difference}\nAll said: ${show(said)}`);
  }
  for (const statement of said) checkPort(statement, question);
}

function asWanted(said: Said): Exclude<Said, string> {
  return typeof said === "string" ? { message: said } : said;
}

/** What the rule says about one question, after everything that may be wrong with an answer. */
function statementsOf(rule: Rule, machine: Machine, question: RuleQuestion): readonly Statement[] {
  const context = ruleContext(deepFreeze(machine), question);
  const { outcome, reason = "" } = runRule(rule, context);
  if (outcome === "broken" || outcome === "blind") throw new Error(`It is ${outcome}: ${reason}`);
  if (outcome === "skipped") return [];
  const said = structuredClone([...rule.check(context)]);
  const again = [...rule.check(context)];
  const changed = firstDifference(again, said);
  if (changed !== undefined) throw new Error(`The second answer is another one: ${changed}`);
  for (const statement of said) {
    const changed = firstDifference(statement, asStatement(statement));
    if (changed !== undefined) throw new Error(`portik would change a statement: ${changed}`);
  }
  return said;
}

/** A reader of the finding must know which port it is about, wherever it is shown. */
function checkPort({ message, port }: Statement, question: RuleQuestion): void {
  if (port !== question.port && !new RegExp(String.raw`\b${question.port}\b`).test(message)) {
    throw new Error(`Port ${question.port} is neither in \`port\` nor in the message: ${message}`);
  }
}

function questionOf({ port, proto = "tcp", host }: RuleCase): RuleQuestion {
  return { port, proto, ...(host === undefined ? {} : { host }) };
}

/** One question for each port that something on the machine is about. */
function questionsOf({ snapshot }: Machine): readonly RuleQuestion[] {
  const { sockets, binds, containers } = snapshot;
  const published = containers.flatMap(({ publications }) =>
    publications.map(({ hostPort, proto }) => ({ port: hostPort, proto }))
  );
  const all = [...sockets, ...binds, ...published, { port: 3000, proto: "tcp" as const }];
  const unique = new Map(all.map(({ port, proto }) => [`${proto} ${port}`, { port, proto }]));
  return [...unique.values()];
}

function show(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
