import { assertEquals, assertStringIncludes } from "@std/assert";
import { rules as builtIn } from "../../../plugins/mod.ts";
import { listRules } from "../../../src/commands/rules/list.ts";
import { paperWorld, textOf } from "../paper_world.ts";
import { FOLDER, withUserRules } from "./user_rules.ts";

Deno.test("listRules() lists every built-in rule with its title", async () => {
  const report = await listRules(paperWorld());
  const text = textOf(report);
  for (const { id, severity } of builtIn) {
    assertStringIncludes(text, id);
    assertStringIncludes(text, severity);
  }
  assertEquals((report.data as { rules: unknown[] }).rules.length, builtIn.length);
  assertEquals(report.exit, 0);
});

Deno.test("listRules() lists the user's own rules, and those that cannot be loaded with the reason", async () => {
  const choices = withUserRules({ "mine.ts": "hello", "bad.js": "broken", "Not An Id.ts": "" });
  const world = paperWorld({ ...choices, flags: { noPlugins: false } });
  const { data, blocks } = await listRules(world);
  const { rules, broken } = data as {
    rules: { id: string; from: string }[];
    broken: { rule: string; reason: string }[];
  };
  assertEquals(rules.at(-1), { ...rules.at(-1), id: "user/mine", from: `${FOLDER}/mine.ts` });
  assertEquals(broken.map(({ rule }) => rule).sort(), [`${FOLDER}/Not An Id.ts`, "user/bad"]);
  const text = textOf({ kind: "rules", data, blocks, gaps: [], exit: 0 });
  assertStringIncludes(text, "user/bad: is broken");
});

Deno.test("listRules() leaves the user's own rules out with --no-plugins", async () => {
  const world = paperWorld({
    ...withUserRules({ "mine.ts": "hello" }),
    flags: { noPlugins: true },
  });
  assertEquals(textOf(await listRules(world)).includes("mine"), false);
});
