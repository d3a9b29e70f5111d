import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { rules } from "../../../src/commands/rules/mod.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { FLAGS, paperWorld, textOf } from "../paper_world.ts";
import { FOLDER, withUserRules } from "./user_rules.ts";

const WORLD = paperWorld(withUserRules({ "mine.ts": "hello" }));

async function text(...words: string[]): Promise<string> {
  return textOf(await rules.run(WORLD, FLAGS, ...words));
}

Deno.test("rules lists, shows, tries and begins", async () => {
  assertStringIncludes(await text(), "time-wait");
  assertStringIncludes(await text("show", "time-wait"), "time-wait: ");
  assertStringIncludes(await text("try", `${FOLDER}/mine.ts`, "80"), "hello 80");
  assertStringIncludes(await text("try", `${FOLDER}/mine.ts`), "hello 53");
  assertStringIncludes(await text("new", "other"), "Wrote ");
});

Deno.test("rules refuses words that it cannot make sense of, and names what it can do", () => {
  const lines = ["frob", "show", "show a b", "new", "new a b", "try", "list", "time-wait"];
  for (const line of lines) {
    const run = () => rules.run(WORLD, FLAGS, ...line.split(" "));
    const error = assertThrows(run, Refusal, `'rules ${line}'`);
    assertEquals([error.code, error.exit], ["bad-word", 2]);
    assertStringIncludes(error.hint ?? "", "rules show ID");
  }
});
