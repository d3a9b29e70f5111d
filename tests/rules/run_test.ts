import { assert, assertEquals } from "@std/assert";
import type { Statement } from "../../src/model/finding.ts";
import { ruleContext } from "../../src/rules/context.ts";
import { diagnosisOf, firstLine, runRule, runRules } from "../../src/rules/run.ts";
import { machineWith, ruleWith } from "./quiet.ts";

const context = ruleContext(machineWith(), { port: 3000, proto: "tcp" });

Deno.test("runRule() completes a statement with the rule's severity, certainty and no evidence", () => {
  assertEquals(runRule(ruleWith(), context), {
    rule: "greeter",
    outcome: "checked",
    findings: [{
      rule: "greeter",
      severity: "info",
      confidence: "certain",
      message: "hello",
      evidence: [],
    }],
  });
});

Deno.test("runRule() lets a statement choose its own severity and confidence", () => {
  const check = () => [{ message: "x", severity: "error", confidence: "guess" } as const];
  const [finding] = runRule(ruleWith({ check }), context).findings;
  assertEquals([finding?.severity, finding?.confidence], ["error", "guess"]);
});

Deno.test("runRule() skips a rule for another operating system", () => {
  const outcome = runRule(ruleWith({ platforms: ["darwin", "windows"] }), context);
  assertEquals(outcome, { rule: "greeter", outcome: "skipped", findings: [] });
});

Deno.test("runRule() is blind where a needed fact has gaps alone, and says whose", () => {
  const gaps = [
    { fact: "owners", source: "ss", reason: "needs root" },
    { fact: "owners", source: "lsof", reason: "lsof is not installed" },
    { fact: "binds", source: "bind", reason: "unrelated" },
  ] as const;
  const blind = ruleContext(machineWith({ gaps, known: ["sockets"] }), context.question);
  assertEquals(runRule(ruleWith({ needs: ["sockets", "owners"] }), blind), {
    rule: "greeter",
    outcome: "blind",
    findings: [],
    reason: "needs root; lsof is not installed",
  });
});

Deno.test("runRule() is not blind where another source answered, or where nobody asked", () => {
  const gaps = [{ fact: "sockets", source: "ss", reason: "ss is not installed" }] as const;
  const seen = ruleContext(machineWith({ gaps, known: ["sockets"] }), context.question);
  assertEquals(runRule(ruleWith({ needs: ["sockets", "containers"] }), seen).outcome, "checked");
});

Deno.test("runRule() keeps what was said before a rule threw", () => {
  const outcome = runRule(
    ruleWith({
      *check() {
        yield { message: "first" };
        throw new RangeError("too far\nsecond line");
      },
    }),
    context,
  );
  assertEquals(outcome.findings.map(({ message }) => message), ["first"]);
  assertEquals([outcome.outcome, outcome.reason], ["broken", "threw RangeError: too far"]);
});

Deno.test("runRule() names the statement that is none, and keeps those before it", () => {
  const check = () => [{ message: "good" }, { message: "" }, { message: "never read" }];
  const outcome = runRule(ruleWith({ check }), context);
  assertEquals(outcome.findings.length, 1);
  assertEquals(outcome.reason, "statement 2: message is no text");
});

Deno.test("runRule() refuses a check that is asynchronous, gives a text or gives nothing", () => {
  for (const said of [Promise.resolve([]), "hello", undefined, (async function* () {})()]) {
    const check = () => said as unknown as Iterable<Statement>;
    const { outcome, reason } = runRule(ruleWith({ check }), context);
    assertEquals([outcome, reason], ["broken", "check gave no list of statements"]);
  }
});

Deno.test("runRule() stops a rule that never ends talking after 50 findings", () => {
  const outcome = runRule(
    ruleWith({
      *check() {
        for (;;) yield { message: "and another thing" };
      },
    }),
    context,
  );
  assertEquals(outcome.findings.length, 50);
  assertEquals(outcome.reason, "said more than 50 things; the first 50 are kept");
});

Deno.test("runRule() lets a rule say 50 things", () => {
  const check = () => Array.from({ length: 50 }, () => ({ message: "x" }));
  assertEquals(runRule(ruleWith({ check }), context).outcome, "checked");
});

Deno.test("firstLine() has an answer for whatever was thrown", () => {
  assertEquals(firstLine("a\nb"), "a");
  assertEquals(firstLine(undefined), "undefined");
  assertEquals(firstLine(Object.create(null)), "something that cannot be told");
});

Deno.test("runRules() puts the worst finding first and leaves equals in the order of the rules", () => {
  const says = (id: string, ...severities: ("info" | "warning" | "error")[]) =>
    ruleWith({ id, check: () => severities.map((severity) => ({ message: id, severity })) });
  const rules = [says("a", "info", "warning"), says("b", "error", "warning"), says("c")];
  const { findings, checked } = runRules(rules, context);
  assertEquals(findings.map(({ rule, severity }) => `${rule} ${severity}`), [
    "b error",
    "a warning",
    "b warning",
    "a info",
  ]);
  assertEquals(checked, ["a", "b", "c"]);
});

Deno.test("diagnosisOf() sorts rules by what came of them and forgets those that were skipped", () => {
  const outcome = (rule: string, outcome: "checked" | "blind" | "broken" | "skipped") =>
    ({ rule, outcome, findings: [], reason: `why ${rule}` }) as const;
  const diagnosis = diagnosisOf([
    outcome("a", "broken"),
    outcome("b", "skipped"),
    outcome("c", "blind"),
    outcome("d", "checked"),
  ]);
  assertEquals(diagnosis, {
    findings: [],
    checked: ["d"],
    blind: [{ rule: "c", reason: "why c" }],
    broken: [{ rule: "a", reason: "why a" }],
  });
  assert(!JSON.stringify(diagnosis).includes('"b"'));
});
