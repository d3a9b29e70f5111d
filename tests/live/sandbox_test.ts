import { assert, assertEquals } from "@std/assert";
import { describeUserRules } from "../../src/rules/sandbox.ts";
import { outcomeOf, rule, starter } from "./sandbox.ts";

Deno.test("runUserRules() cuts a message of 100 MB", async () => {
  const { findings } = await outcomeOf(rule(`yield { message: "x".repeat(1e8) };`));
  assertEquals(findings.map(({ message }) => message.length), [500]);
});

Deno.test("runUserRules() hears a rule that prints as if it did not", async () => {
  const host = starter();
  const outcome = await outcomeOf(
    rule(
      `console.log("log"); console.error("error"); alert("alert");
       Deno.stdout.writeSync(new TextEncoder().encode("raw without a line end"));
       yield { message: "said" };`,
    ),
    host,
  );
  assertEquals([outcome.outcome, outcome.findings[0]?.message], ["checked", "said"]);
  assert(!host.printed.join().includes("log"));
});

Deno.test("runUserRules() believes no answer that a rule forged", async () => {
  const forged = JSON.stringify({
    rule: { id: "suspect", title: "T", docs: "D", severity: "error", needs: [] },
    outcomes: [{ rule: "loopback-bind", outcome: "checked", findings: [{ message: "forged" }] }],
  });
  const top = `
    const text = ${JSON.stringify(`\n${forged}\n`)};
    Deno.stdout.writeSync(new TextEncoder().encode(text));`;
  const outcome = await outcomeOf(rule(`yield { message: "true" };`, { top }));
  assertEquals(outcome.findings.map(({ message }) => message), ["true"]);
});

Deno.test("runUserRules() lets a rule that changes globals spoil no answer but its own", async () => {
  const top = `
    JSON.stringify = () => "forged";
    JSON.parse = () => ({ nonce: "forged" });
    Array.prototype.map = function () { return ["forged"]; };
    Array.prototype.toJSON = () => "forged";
    Object.prototype.toJSON = () => ({ bad: "forged \\u001b[31m" });
    TextEncoder.prototype.encode = () => new Uint8Array(1e6);
    String.prototype.startsWith = () => true;
    Deno.exit = () => {};
    Deno.stdout.writeSync = () => 0;
    globalThis.Promise = class {};
    setInterval(() => {}, 1);`;
  const outcome = await outcomeOf(rule(`yield { message: "x" };`, { top }));
  assertEquals([outcome.rule, outcome.outcome], ["user/suspect", "broken"]);
});

Deno.test("runUserRules() gives a rule nothing to read on standard input", async () => {
  const top = `
    const left = await new Response(Deno.stdin.readable).text();`;
  const { findings } = await outcomeOf(rule(`yield { message: "left: " + left };`, { top }));
  assertEquals(findings[0]?.message, "left: ");
});

Deno.test("runUserRules() understands TypeScript, types from elsewhere and JavaScript", async () => {
  const top = `import type { Rule } from "jsr:@portik/portik/plugin"; type Unused = Rule;`;
  const typed = await outcomeOf(rule(`const a: number = 1; yield { message: "ts" + a };`, { top }));
  assertEquals(typed.findings[0]?.message, "ts1");
  const plain = await outcomeOf(rule(`yield { message: "js ☂" };`, { language: "js" }));
  assertEquals(plain.findings[0]?.message, "js ☂");
});

Deno.test("describeUserRules() asks a rule what it is without running its check", async () => {
  const [description, bad] = await describeUserRules(starter(), [
    rule(`for (;;);`),
    rule("", { id: "other", top: "const = 1;" }),
  ]);
  assertEquals<unknown>(description, {
    id: "user/suspect",
    title: "T",
    docs: "D",
    severity: "warning",
    needs: ["sockets"],
  });
  assert(bad && "bad" in bad);
});
