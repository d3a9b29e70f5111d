import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { newRule } from "../../../src/commands/rules/new.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { paperWorld, textOf } from "../paper_world.ts";

const HOME = { HOME: "/home/me" };
const PATH = "/home/me/.config/portik/plugins/slow-start.ts";

Deno.test("newRule() begins a rule in the user's own folder and says how to try it", () => {
  const world = paperWorld({ env: HOME });
  const report = newRule(world, "slow-start");
  const text = world.host.written.get(PATH) ?? "";
  assertStringIncludes(text, 'id: "slow-start"');
  assert(/import type \{ Rule \}/.test(text) && /\} satisfies Rule;\n$/.test(text));
  assertStringIncludes(textOf(report).replace(/\s+/g, " "), `portik rules try ${PATH}`);
  assertEquals((report.data as { created: string }).created, PATH);
});

Deno.test("newRule() goes by XDG_CONFIG_HOME", () => {
  const world = paperWorld({ env: { ...HOME, XDG_CONFIG_HOME: "/conf" } });
  newRule(world, "mine");
  assertEquals([...world.host.written.keys()], ["/conf/portik/plugins/mine.ts"]);
});

Deno.test("newRule() refuses an id that is none", () => {
  for (const id of ["Slow", "slow start", "slow_start", "../x", "-x", "", "x".repeat(41)]) {
    const error = assertThrows(() => newRule(paperWorld({ env: HOME }), id), Refusal, `'${id}'`);
    assertEquals([error.code, error.exit], ["bad-rule-id", 2]);
  }
});

Deno.test("newRule() overwrites nothing", () => {
  const world = paperWorld({ env: HOME });
  newRule(world, "slow-start");
  const error = assertThrows(() => newRule(world, "slow-start"), Refusal, "is there already");
  assertEquals([error.code, error.exit], ["rule-exists", 2]);
});

Deno.test("newRule() says why it cannot write, and where nobody has a home", () => {
  const world = paperWorld({ env: HOME, writeFailure: { failed: "EROFS" } });
  const error = assertThrows(() => newRule(world, "mine"), Refusal, "the file system is read-only");
  assertEquals([error.code, error.exit], ["cannot-write", 5]);
  assertThrows(() => newRule(paperWorld(), "mine"), Refusal, "HOME");
});
