import { assert, assertEquals } from "@std/assert";
import { readAnswer } from "../../src/rules/protocol.ts";
import { ruleWith } from "./quiet.ts";

const request = {
  nonce: "4f1c",
  id: "greeter",
  questions: [{ port: 1, proto: "tcp" }],
} as const;
const { check: _, ...rule } = ruleWith();

/** The outcome that is read from an answer with this one. */
function outcomeFrom(outcome: unknown): unknown {
  const answer = readAnswer(`\n4f1c${JSON.stringify({ rule, outcomes: [outcome] })}\n`, request);
  assert(answer && "outcomes" in answer);
  return answer.outcomes[0];
}

const finding = { severity: "error", confidence: "guess", message: "hello", evidence: [] };

Deno.test("readAnswer() finds the line with the nonce and puts user/ before the id", () => {
  const answer = { rule, outcomes: [{ rule: "x", outcome: "checked", findings: [finding] }] };
  const noise = '{"rule":1}\nno newline at the end';
  assertEquals<unknown>(readAnswer(`${noise}\n4f1c${JSON.stringify(answer)}\nmore`, request), {
    rule,
    outcomes: [{
      rule: "user/greeter",
      outcome: "checked",
      findings: [{ ...finding, rule: "user/greeter" }],
    }],
  });
});

Deno.test("readAnswer() knows no answer without the nonce", () => {
  const forged = JSON.stringify({ rule, outcomes: [] });
  for (const stdout of ["", "\n", forged, `x4f1c${forged}`, `guess${forged}`]) {
    assertEquals(readAnswer(stdout, request), undefined);
  }
});

Deno.test("readAnswer() hears why a rule could not be loaded, cut to 300 characters", () => {
  assertEquals(readAnswer('4f1c{"bad":"why"}', request), { bad: "why" });
  const long = readAnswer(`4f1c{"bad":"${"x".repeat(999)}"}`, request);
  assert(long && "bad" in long && long.bad.length === 300);
});

Deno.test("readAnswer() takes rubbish for a broken rule", () => {
  const rubbish = { bad: "answered with something that is no answer" };
  assertEquals(readAnswer("4f1c{", request), rubbish);
  assertEquals(readAnswer(`4f1c${JSON.stringify({ rule })}`, request), rubbish);
  assertEquals(readAnswer(`4f1c${JSON.stringify({ rule, outcomes: [] })}`, request), rubbish);
  const other = { rule: { ...rule, id: "other" }, outcomes: [{}] };
  assertEquals(readAnswer(`4f1c${JSON.stringify(other)}`, request), rubbish);
  assertEquals(readAnswer("4f1cnull", request), {
    bad: "id is not kebab case of 1 to 40 characters",
  });
});

Deno.test("readAnswer() lets no finding bear the name of another rule", () => {
  const forged = { ...finding, rule: "loopback-bind" };
  assertEquals(outcomeFrom({ rule: "loopback-bind", outcome: "checked", findings: [forged] }), {
    rule: "user/greeter",
    outcome: "checked",
    findings: [{ ...finding, rule: "user/greeter" }],
  });
});

Deno.test("readAnswer() keeps the good findings before a bad one", () => {
  const broken = {
    rule: "user/greeter",
    outcome: "broken",
    findings: [{ ...finding, rule: "user/greeter" }],
    reason: "answered with something that is no answer",
  };
  assertEquals(outcomeFrom({ outcome: "checked", findings: [finding, { message: 7 }] }), broken);
  assertEquals(outcomeFrom({ outcome: "fine", findings: [finding] }), broken);
  assertEquals(outcomeFrom({ outcome: "blind", findings: [finding] }), broken);
});

Deno.test("readAnswer() takes no more findings than a rule may make", () => {
  const findings = Array.from({ length: 51 }, () => finding);
  assertEquals(outcomeFrom({ outcome: "checked", findings }), {
    rule: "user/greeter",
    outcome: "broken",
    findings: [],
    reason: "answered with something that is no answer",
  });
});
