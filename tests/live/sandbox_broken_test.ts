import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import type { UserRule } from "../../src/rules/load.ts";
import { outcomeOf, rule } from "./sandbox.ts";

/** Rules that cannot answer, and the one sentence about each. */
const SILENT: Readonly<Record<string, readonly [UserRule, RegExp]>> = {
  "loops for ever": [rule(`for (;;);`), /^did not answer within 2 s$/],
  "loops for ever while it is loaded": [
    rule("", { top: `for (;;);` }),
    /^did not answer within 2 s$/,
  ],
  "waits for ever": [
    rule("", { top: `await new Promise((done) => setTimeout(done, 1e6));` }),
    /^did not answer within 2 s$/,
  ],
  "waits for nothing": [
    rule("", { top: `await new Promise(() => {});` }),
    /^ended without an answer \(exit code 1\)$/,
  ],
  "loops when it is told to end": [
    rule("", { top: `addEventListener("unload", () => { for (;;); });` }),
    /^did not answer within 2 s$/,
  ],
  "calls Deno.exit": [rule(`Deno.exit(7);`), /^ended without an answer \(exit code 7\)$/],
  "calls Deno.exit with 0 while it is loaded": [
    rule("", { top: `Deno.exit(0);` }),
    /^ended without an answer \(exit code 0\)$/,
  ],
  "aborts": [rule(`process.abort();`), /^ended without an answer \(exit code \d+\)$/],
  "has a rejection that nobody handles": [
    rule("", { top: `Promise.reject(new Error("no")); await new Promise((r) => setTimeout(r));` }),
    /^ended without an answer \(exit code 1\)$/,
  ],
  "allocates without end": [
    rule(`const all = []; for (;;) all.push(new Array(1e5).fill(1.5));`),
    /^(ran out of memory|did not answer within 2 s)$/,
  ],
  "allocates buffers without end": [
    rule(`const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1));`),
    /^(ran out of memory|did not answer within 2 s|threw RangeError: .*)$/,
  ],
  "prints 100 MB": [
    rule(
      `const line = new Uint8Array(1e6); for (let i = 0; i < 100; i++) Deno.stdout.writeSync(line);`,
    ),
    /^printed more than 512 kB$/,
  ],
  "throws": [rule(`throw new Error("first\\nsecond");`), /^threw Error: first$/],
  "throws something odd": [rule(`throw { toString() { throw 1; } };`), /^threw something that/],
  "throws while it is loaded": [
    rule("", { top: `throw new Error("early");` }),
    /^could not be loaded: Error: early \(line 1, column 7\)$/,
  ],
  "has a syntax error": [
    rule("", { top: `const = 1;` }),
    /^could not be loaded: SyntaxError: .* \(line 1, column 7\)$/,
  ],
  "has a syntax error in JavaScript": [
    rule("", { top: `const = 1;`, language: "js" }),
    /^could not be loaded: SyntaxError: .* \(line 1, column 7\)$/,
  ],
  "has the wrong id": [
    { ...rule("", { id: "loopback-bind" }), id: "suspect" },
    /^calls itself "loopback-bind", but its file is called "suspect"$/,
  ],
  "exports nothing": [
    { ...rule(""), text: "export const a = 1;" },
    /^its default export is no rule object$/,
  ],
  "imports a file beside it": [
    rule("", { top: `import { a } from "./other.ts"; a();` }),
    /^could not be loaded: TypeError: .{10,180} \(line 1, column \d+\)$/,
  ],
  "imports from the network": [
    rule("", { top: `import { a } from "https://deno.land/x.ts"; a();` }),
    /^could not be loaded: TypeError: .{10,180} \(line 1, column \d+\)$/,
  ],
  "imports a package": [
    rule("", { top: `import a from "npm:@portik/no-such-package@1.0.0"; a();` }),
    /^could not be loaded: TypeError: .{10,180} \(line 1, column \d+\)$/,
  ],
  "yields rubbish": [
    rule(`yield { message: "ok" }; yield 7;`),
    /^statement 2: it is no object$/,
  ],
  "yields without end": [
    rule(`for (;;) yield { message: "more" };`),
    /^said more than 50 things; the first 50 are kept$/,
  ],
  "changes what it was given": [
    rule(`sockets[0].port = 1;`),
    /^threw TypeError: Cannot assign to read only property 'port'/,
  ],
  "changes the machine": [
    rule(`machine.snapshot.processes.push({});`),
    /^threw TypeError: Cannot add property 0/,
  ],
};

for (const [what, [suspect, sentence]] of Object.entries(SILENT)) {
  Deno.test(`runUserRules() has one line about a rule that ${what}`, async () => {
    const { outcome, reason } = await outcomeOf(suspect);
    assertEquals(outcome, "broken");
    assertMatch(reason ?? "", sentence);
    assertNotMatch(reason ?? "", /data:|\n/);
  });
}
