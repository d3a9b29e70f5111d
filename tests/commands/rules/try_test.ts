import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { tryRule } from "../../../src/commands/rules/try.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { FLAGS, paperWorld, textOf } from "../paper_world.ts";
import { FOLDER, withUserRules } from "./user_rules.ts";

const RULES = withUserRules({
  "mine.ts": "hello",
  "silent.ts": "",
  "bad.ts": "broken",
  "thrower.ts": "throws",
});

function attempt(name: string, ports: readonly string[] = []) {
  const trial = { file: `${FOLDER}/${name}`, ports, flags: FLAGS };
  return tryRule(paperWorld(RULES), trial);
}

Deno.test("tryRule() asks a file about a port and shows what it said", async () => {
  const report = await attempt("mine.ts", ["80"]);
  assertStringIncludes(textOf(report), "hello 80");
  assertStringIncludes(textOf(report), "user/mine");
  assertEquals([report.kind, report.exit], ["rules-try", 0]);
});

Deno.test("tryRule() asks about every listener once where no port is named", async () => {
  const { data } = await attempt("mine.ts");
  const { questions, findings } = data as { questions: number; findings: { message: string }[] };
  assertEquals([questions, findings.map(({ message }) => message).sort()], [
    2,
    ["hello 53", "hello 80"],
  ]);
});

Deno.test("tryRule() says that a rule had nothing to say", async () => {
  assertStringIncludes(
    textOf(await attempt("silent.ts", ["80"])),
    "nothing to say about this port",
  );
  assertStringIncludes(textOf(await attempt("silent.ts")), "nothing to say about 2 ports");
});

Deno.test("tryRule() says what is wrong with a rule, and exits 5", async () => {
  for (
    const [name, says] of [["bad.ts", "is broken"], ["thrower.ts", "threw Error: up"]] as const
  ) {
    const report = await attempt(name, ["80"]);
    assertStringIncludes(textOf(report), says);
    assertEquals(report.exit, 5, name);
  }
});

Deno.test("tryRule() refuses files that it may not load, and ports that make no sense", async () => {
  for (const name of ["nowhere.ts", "mine.txt", "Not An Id.ts"]) {
    const error = await assertRejects(() => attempt(name, ["80"]), Refusal, name);
    assertEquals([error.code, error.exit], ["bad-rule", 2]);
  }
  await assertRejects(() => attempt("mine.ts", ["80abc"]), Refusal, "'80abc'");
});
