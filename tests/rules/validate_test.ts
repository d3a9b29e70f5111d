import { assert, assertEquals } from "@std/assert";
import {
  asDescription,
  asRule,
  asStatement,
  cut,
  isBad,
  isRuleId,
} from "../../src/rules/validate.ts";
import { ruleContext } from "../../src/rules/context.ts";
import { machineWith, ruleWith } from "./quiet.ts";

Deno.test("isRuleId() takes kebab case of 1 to 40 characters and nothing else", () => {
  for (const id of ["a", "x2", "close-wait", "a".repeat(40)]) assert(isRuleId(id), id);
  const wrong = ["", "A", "a_b", "-a", "a-", "a--b", "user/a", "a b", "é", "a".repeat(41), 7, null];
  for (const id of wrong) assert(!isRuleId(id), String(id));
});

Deno.test("asRule() gives a rule whose check still sees its own object", () => {
  const own = {
    ...ruleWith({ id: "own", platforms: ["linux"] }),
    words: ["one", "two"],
    check() {
      return this.words.map((message) => ({ message }));
    },
  };
  const rule = asRule(own);
  assert(!isBad(rule));
  const context = ruleContext(machineWith(), { port: 1, proto: "tcp" });
  assertEquals([...rule.check(context)], [{ message: "one" }, { message: "two" }]);
  assertEquals(rule.platforms, ["linux"]);
});

for (
  const [what, rule, sentence] of [
    ["nothing", undefined, "its default export is no rule object"],
    ["a function", () => {}, "its default export is no rule object"],
    ["an id in capitals", ruleWith({ id: "Big" }), "id is not kebab case of 1 to 40 characters"],
    ["no title", ruleWith({ title: " " }), "title is no text"],
    ["no docs", { ...ruleWith(), docs: undefined }, "docs is no text"],
    [
      "a severity of its own",
      { ...ruleWith(), severity: "fatal" },
      "severity is not info, warning, or error",
    ],
    [
      "needs that are no list",
      { ...ruleWith(), needs: "sockets" },
      /^needs is no list of sockets,/,
    ],
    ["an unknown fact", { ...ruleWith(), needs: ["toString"] }, /^needs is no list of sockets,/],
    [
      "an unknown system",
      { ...ruleWith(), platforms: ["beos"] },
      "platforms is no list of linux, darwin, or windows",
    ],
    ["no check", { ...ruleWith(), check: 1 }, "check is no function"],
  ] as const
) {
  Deno.test(`asRule() refuses a rule with ${what}`, () => {
    const answer = asRule(rule);
    assert(isBad(answer));
    if (typeof sentence === "string") assertEquals(answer.bad, sentence);
    else assert(sentence.test(answer.bad), answer.bad);
  });
}

Deno.test("asDescription() takes what it knows and cuts long texts", () => {
  const description = asDescription({ ...ruleWith({ docs: "x".repeat(9000) }), extra: 1 });
  assert(!isBad(description));
  assertEquals(Object.keys(description), ["id", "title", "docs", "severity", "needs"]);
  assertEquals(description.docs.length, 4000);
});

Deno.test("asStatement() takes every field that it knows and no other", () => {
  const statement = {
    message: "It is held",
    evidence: ["pid 7"],
    fix: { say: "Stop it", run: ["kill", "7"] },
    severity: "error",
    confidence: "guess",
    port: 0,
    pid: 7,
  };
  assertEquals<unknown>(asStatement({ ...statement, rule: "other", extra: [] }), statement);
  assertEquals<unknown>(asStatement({ message: "alone" }), { message: "alone" });
});

Deno.test("asStatement() cuts a message to 500 characters and evidence to 20 lines of 200", () => {
  const evidence = Array.from({ length: 30 }, () => "y".repeat(300));
  const statement = asStatement({ message: "x".repeat(501), evidence });
  assert(!isBad(statement));
  assertEquals(statement.message, `${"x".repeat(499)}…`);
  assertEquals(statement.evidence?.length, 20);
  assert(statement.evidence?.every((line) => line.length === 200));
});

for (
  const [what, fields, sentence] of [
    ["without a message", { message: "" }, "message is no text"],
    ["whose message is a number", { message: 7 }, "message is no text"],
    ["whose evidence is a text", { evidence: "pid 7" }, "evidence is no list of texts"],
    ["with evidence that is no text", { evidence: [7] }, "evidence is no list of texts"],
    ["of unknown severity", { severity: "fatal" }, "severity is not info, warning, or error"],
    [
      "of inherited severity",
      { severity: "constructor" },
      "severity is not info, warning, or error",
    ],
    [
      "of unknown confidence",
      { confidence: "sure" },
      "confidence is not certain, cgroup, user, or guess",
    ],
    ["with port 65536", { port: 65536 }, "port is no port number"],
    ["with port 80.5", { port: 80.5 }, "port is no port number"],
    ["with a pid in words", { pid: "7" }, "pid is no process id"],
    ["with pid -1", { pid: -1 }, "pid is no process id"],
    ["whose fix says nothing", { fix: { run: ["ls"] } }, "fix.say is no text"],
    ["whose fix runs a text", { fix: { say: "x", run: "ls" } }, "fix.run is no list of words"],
    ["whose fix runs nothing", { fix: { say: "x", run: [] } }, "fix.run is no list of words"],
    [
      "whose fix is a long command",
      { fix: { say: "x", run: ["rm", "x".repeat(501)] } },
      "fix.run is too long",
    ],
  ] as const
) {
  Deno.test(`asStatement() refuses one ${what}`, () => {
    assertEquals(asStatement({ message: "x", ...fields }), { bad: sentence });
  });
}

Deno.test("cut() never leaves half of a character", () => {
  assertEquals(cut("abc", 3), "abc");
  assertEquals(cut("abcd", 3), "ab…");
  assert(cut("a😀bc", 3).isWellFormed());
});
