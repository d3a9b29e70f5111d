import { assertEquals, assertRejects } from "@std/assert";
import { rules as builtIn } from "../../../plugins/mod.ts";
import { readShelf } from "../../../src/commands/rules/shelf.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { paperWorld } from "../paper_world.ts";
import { FOLDER, withUserRules } from "./user_rules.ts";

Deno.test("readShelf() describes the built-in rules without their code", async () => {
  const { described, broken } = await readShelf(paperWorld());
  assertEquals(described.map(({ id }) => id), builtIn.map(({ id }) => id));
  assertEquals(broken, []);
  assertEquals(described.every((rule) => rule.from === "built-in" && !("check" in rule)), true);
});

Deno.test("readShelf() starts no sandbox where nobody has rules of their own", async () => {
  const run = () => Promise.reject(new Error("a program was started"));
  const world = paperWorld({ sight: { run }, flags: { noPlugins: false } });
  assertEquals((await readShelf(world)).described.length, builtIn.length);
});

Deno.test("readShelf() adds the user's own rules by name, and tells which are broken", async () => {
  const choices = withUserRules({ "b.ts": "x", "a.js": "x", "c.ts": "broken" });
  const { described, broken } = await readShelf(
    paperWorld({ ...choices, flags: { noPlugins: false } }),
  );
  assertEquals(described.slice(-2).map(({ id, from }) => [id, from]), [
    ["user/a", `${FOLDER}/a.js`],
    ["user/b", `${FOLDER}/b.ts`],
  ]);
  assertEquals(broken, [{ rule: "user/c", reason: "is broken" }]);
});

Deno.test("readShelf() refuses a folder of --plugins that is none", async () => {
  const world = paperWorld({ flags: { noPlugins: false, plugins: ["/nowhere"] } });
  const error = await assertRejects(() => readShelf(world), Refusal, "/nowhere");
  assertEquals(error.code, "bad-plugins");
});
