import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Rule, RuleContext, Statement } from "../../src/plugin.ts";
import { quietMachine, socket } from "../../src/testing.ts";
import type { RuleCases, Said } from "../../src/testing/rule_case.ts";
import { ruleTests } from "../../src/testing/rule_tests.ts";

/** A rule that speaks of every listener, but for what a test says otherwise. */
function ruleWith(fields: Partial<Rule> = {}): Rule {
  return {
    id: "greeter",
    title: "Greets",
    docs: "Says hello to whoever listens.",
    severity: "info",
    needs: ["sockets"],
    *check({ listeners }) {
      for (const { port } of listeners) yield { message: `Hello ${port}`, evidence: ["a socket"] };
    },
    ...fields,
  };
}

function checking(check: (context: RuleContext) => unknown): Rule {
  return ruleWith({ check: check as Rule["check"] });
}

const machine = quietMachine({ sockets: [socket()] });
const speaks = { "to a server": { machine, port: 3000, says: "Hello 3000" } };

/** Runs all tests of a rule; returns why the first that fails does. */
function firstFailure(rule: Rule, cases: RuleCases): string | undefined {
  for (const { name, fn } of ruleTests(rule, cases)) {
    try {
      fn();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return `${name}: ${error.message}`;
    }
  }
  return undefined;
}

Deno.test("ruleTests() makes one test for each case and two for every rule", () => {
  const silent = { "where nobody listens": quietMachine() };
  assertEquals(ruleTests(ruleWith(), { silent, speaks }).map(({ name }) => name), [
    "greeter describes itself",
    "greeter is silent on a quiet machine",
    "greeter is silent where nobody listens",
    "greeter speaks to a server",
  ]);
  assertEquals(firstFailure(ruleWith(), { silent, speaks }), undefined);
  assertEquals(ruleTests(ruleWith(), {}).length, 2);
});

Deno.test("ruleTests() refuses two cases of one name, even in two lists", () => {
  const silent = { "to a server": quietMachine() };
  const error = assertThrows(() => ruleTests(ruleWith(), { silent, speaks }), Error);
  assertEquals(error.message, 'Two cases have one name: "greeter to a server"');
});

for (
  const [what, fields, why] of [
    ["an id in capitals", { id: "Greeter" }, "id is not kebab case"],
    ["no title", { title: "" }, "title is no text"],
    ["blank docs", { docs: "  " }, "docs is no text"],
    ["docs without end", { docs: "x".repeat(5000) }, "The description is too long: docs"],
  ] as const
) {
  Deno.test(`ruleTests() fails a rule with ${what}`, () => {
    assertStringIncludes(firstFailure(ruleWith(fields), {}) ?? "", why);
  });
}

Deno.test("ruleTests() fails a rule that has something to say about a quiet machine", () => {
  const rule = checking(() => [{ message: "Always 3000" }]);
  assertStringIncludes(firstFailure(rule, {}) ?? "", "is silent on a quiet machine");
});

Deno.test("ruleTests() asks a rule for another system on a quiet machine of that system", () => {
  const rule = ruleWith({
    platforms: ["darwin"],
    check: ({ machine }) => [{ message: machine.snapshot.platform }],
  });
  assertStringIncludes(firstFailure(rule, {}) ?? "", "the rule said: darwin");
});

for (
  const [what, check, why] of [
    [
      "changes what it is given",
      ({ sockets }: RuleContext) => {
        Object.assign(sockets[0] ?? {}, { port: 1 });
        return [];
      },
      "It is broken: threw TypeError",
    ],
    [
      "changes the machine",
      ({ machine, sockets }: RuleContext) => {
        if (sockets.length > 0) Object.assign(machine, { now: 0 });
        return [];
      },
      "It is broken: threw TypeError",
    ],
    ["gives no list", () => undefined, "It is broken: check gave no list of statements"],
    [
      "throws",
      () => {
        throw new RangeError("too far");
      },
      "It is broken: threw RangeError: too far",
    ],
    [
      "says something that is no statement",
      ({ sockets }: RuleContext) => sockets.map(() => ({ message: "" })),
      "It is broken: statement 1: message is no text",
    ],
    [
      "says more than portik takes",
      ({ sockets }: RuleContext) => sockets.map(() => ({ message: "Hello 3000 ".repeat(60) })),
      "portik would change a statement: message is",
    ],
    [
      "says what portik has no field for",
      ({ sockets }: RuleContext) => sockets.map(() => ({ message: "Hello 3000", links: [] })),
      "portik would change a statement: links is [], not undefined",
    ],
    [
      "says what cannot be passed on",
      ({ sockets }: RuleContext) => sockets.map(() => ({ message: "Hello 3000", later: () => {} })),
      "could not be cloned",
    ],
  ] as const
) {
  Deno.test(`ruleTests() fails a rule that ${what}`, () => {
    assertStringIncludes(firstFailure(checking(check), { speaks }) ?? "", why);
  });
}

Deno.test("ruleTests() fails a rule that answers differently the second time", () => {
  let asked = 0;
  const rule = checking(({ sockets }) => sockets.map(() => ({ message: `Hello ${asked++}` })));
  assertStringIncludes(firstFailure(rule, { speaks }) ?? "", "The second answer is another one");
});

Deno.test("ruleTests() fails a case in which the rule says another sentence", () => {
  const cases = { speaks: { "to a server": { machine, port: 3000, says: "Bye 3000" } } };
  assertStringIncludes(
    firstFailure(ruleWith(), cases) ?? "",
    '0.message is "Hello 3000", not "Bye 3000"',
  );
});

Deno.test("ruleTests() compares every field that a case names and no other", () => {
  const wants = (said: Exclude<Said, string>) =>
    firstFailure(ruleWith(), { speaks: { "to it": { machine, port: 3000, says: said } } });
  assertEquals(wants({ evidence: ["a socket"] }), undefined);
  assertStringIncludes(wants({ evidence: ["a"] }) ?? "", '0.evidence.0 is "a socket", not "a"');
  assertStringIncludes(wants({ evidence: [] }) ?? "", "0.evidence.0");
  assertStringIncludes(wants({ severity: "error" }) ?? "", '0.severity is undefined, not "error"');
  assertEquals(wants({ fix: undefined }), undefined);
  const fix = { say: "Stop", run: ["true"] };
  const rule = checking(({ sockets }) => sockets.map(() => ({ message: "Hello 3000", fix })));
  const without = { machine, port: 3000, says: { fix: { say: "Stop" } } };
  const failure = firstFailure(rule, { speaks: { "to it": without } });
  assertStringIncludes(failure ?? "", '0.fix.run is ["true"], not undefined');
  assertStringIncludes(wants({ evidence: undefined }) ?? "", "not undefined");
});

Deno.test("ruleTests() fails a case with too few statements or too many", () => {
  const says = (...said: string[]) =>
    firstFailure(ruleWith(), { speaks: { "to it": { machine, port: 3000, says: said } } }) ?? "";
  assertStringIncludes(says(), "Wanted 0 statements, got 1");
  assertStringIncludes(says("Hello 3000", "Hello"), "Wanted 2 statements, got 1");
  const quiet = { "to nobody": { machine: quietMachine(), port: 3000, says: [] } };
  assertStringIncludes(firstFailure(ruleWith(), { speaks: quiet }) ?? "", "got 0");
});

Deno.test("ruleTests() fails a case whose statement does not tell the port", () => {
  const said = (statement: Statement) =>
    firstFailure(checking(({ sockets }) => sockets.map(() => statement)), {
      speaks: { "to it": { machine, port: 3000, says: statement } },
    });
  assertStringIncludes(said({ message: "Hello" }) ?? "", "Port 3000 is neither in");
  assertStringIncludes(said({ message: "Hello 30000", port: 80 }) ?? "", "Port 3000 is neither");
  assertEquals(said({ message: "Hello", port: 3000 }), undefined);
  assertEquals(said({ message: "Hello 3000/udp" }), undefined);
});

Deno.test("ruleTests() asks about every port of a machine that shall be passed over in silence", () => {
  const silent = {
    "about others": quietMachine({ sockets: [socket({ port: 81, proto: "udp" })] }),
  };
  assertStringIncludes(firstFailure(ruleWith(), { silent }) ?? "", "the rule said: Hello 81");
});

Deno.test("ruleTests() asks the question of a case, with its protocol and its host", () => {
  const rule = checking(({ question, sockets }) =>
    sockets.map(() => ({ message: `${question.port} ${question.proto} ${question.host}` }))
  );
  const udp = quietMachine({ sockets: [socket({ port: 53, proto: "udp" })] });
  const about = { machine: udp, port: 53, proto: "udp", host: "127.0.0.1" } as const;
  const asked = { speaks: { "to it": { ...about, says: "53 udp 127.0.0.1" } } };
  assertEquals(firstFailure(rule, asked), undefined);
  const silent = { "about another": { machine: udp, port: 80 } };
  assertEquals(firstFailure(rule, { silent }), undefined);
});

Deno.test("ruleTests() does not take a blind rule for a silent one", () => {
  const gaps = [{ fact: "sockets", source: "ss", reason: "ss is not installed" }] as const;
  const silent = { "without sight": quietMachine({ gaps }) };
  assertStringIncludes(firstFailure(ruleWith(), { silent }) ?? "", "It is blind: ss is not");
});

Deno.test("ruleTests() takes a rule for another system for a silent one", () => {
  const rule = ruleWith({ platforms: ["linux"] });
  const elsewhere = quietMachine({ platform: "windows", sockets: [socket()] });
  assertEquals(firstFailure(rule, { silent: { "on Windows": elsewhere } }), undefined);
});
