import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { rules as builtIn } from "../../../plugins/mod.ts";
import { showRule } from "../../../src/commands/rules/show.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { paperWorld, textOf } from "../paper_world.ts";
import { withUserRules } from "./user_rules.ts";

for (const { id, title, severity } of builtIn) {
  Deno.test(`showRule() tells what ${id} is about, within 80 columns`, async () => {
    const text = textOf(await showRule(paperWorld(), id));
    for (const words of [id, title, `Severity ${severity}`, "built-in"]) {
      assertStringIncludes(text.replace(/\s+/g, " "), words);
    }
    for (const line of text.split("\n")) assertEquals(line.length <= 80, true, line);
  });
}

Deno.test("showRule() finds a rule of the user's own with and without user/", async () => {
  const choices = { ...withUserRules({ "mine.ts": "hello" }), flags: { noPlugins: false } };
  for (const id of ["mine", "user/mine"]) {
    assertStringIncludes(textOf(await showRule(paperWorld(choices), id)), "user/mine");
  }
});

Deno.test("showRule() refuses what is no rule, and says why one cannot be loaded", async () => {
  const choices = { ...withUserRules({ "bad.ts": "broken" }), flags: { noPlugins: false } };
  const none = await assertRejects(() => showRule(paperWorld(choices), "frob"), Refusal, "'frob'");
  assertEquals([none.code, none.exit], ["unknown-rule", 2]);
  const error = await assertRejects(() => showRule(paperWorld(choices), "bad"), Refusal);
  assertStringIncludes(error.message, "it is broken");
});
