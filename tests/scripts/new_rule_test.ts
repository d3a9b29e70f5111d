import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { addToList, newRule } from "../../scripts/new_rule.ts";

/** The list as it is, with two rules. */
const LIST = `import type { Rule } from "../src/plugin.ts";
import hiddenOwner from "./hidden-owner.ts";
import timeWait from "./time-wait.ts";

/** The built-in rules. */
export const rules: readonly Rule[] = [
  hiddenOwner,
  timeWait,
];
`;

Deno.test("newRule() names rule and test after the id", () => {
  const { rule, test } = newRule("slow-start");
  assertEquals([rule.path, test.path], [
    "plugins/slow-start.ts",
    "tests/plugins/slow-start_test.ts",
  ]);
  assertStringIncludes(rule.text, '  id: "slow-start",\n');
  assertStringIncludes(test.text, 'import slowStart from "../../plugins/slow-start.ts";');
});

Deno.test("newRule() refuses what is no id", () => {
  for (const id of ["", "Slow", "slow_start", "-slow", "slow-", "a/b", "../a", "x".repeat(41)]) {
    assertThrows(() => newRule(id), Error, `"${id}" is not an id`);
  }
});

Deno.test("addToList() puts the rule in its sorted place, first and last ones, too", () => {
  for (
    const [id, name, order] of [
      ["a-first", "aFirst", ["aFirst", "hiddenOwner", "timeWait"]],
      ["slow-start", "slowStart", ["hiddenOwner", "slowStart", "timeWait"]],
      ["zombie", "zombie", ["hiddenOwner", "timeWait", "zombie"]],
    ] as const
  ) {
    const list = addToList(LIST, id);
    assertStringIncludes(list, `import ${name} from "./${id}.ts";\n`);
    const imports = [...list.matchAll(/^import (\w+) from/gm)].map(([, one]) => one);
    const items = [...list.matchAll(/^ {2}(\w+),$/gm)].map(([, one]) => one);
    assertEquals([imports, items], [[...order], [...order]]);
  }
});

Deno.test("addToList() changes two lines and no other", () => {
  const before = new Set(LIST.split("\n"));
  const added = addToList(LIST, "slow-start").split("\n").filter((line) => !before.has(line));
  assertEquals(added, ['import slowStart from "./slow-start.ts";', "  slowStart,"]);
});

Deno.test("addToList() finds a name for an id that is a word of the language or begins with a digit", () => {
  assertStringIncludes(addToList(LIST, "new"), 'import ruleNew from "./new.ts";');
  assertStringIncludes(addToList(LIST, "rules"), 'import ruleRules from "./rules.ts";');
  assertStringIncludes(addToList(LIST, "6to4"), 'import rule6to4 from "./6to4.ts";');
});

Deno.test("addToList() refuses a list that it does not understand", () => {
  assertThrows(() => addToList("", "slow-start"), Error, "is not the list");
  assertThrows(
    () => addToList(LIST.replace("= [", "= list("), "slow-start"),
    Error,
    "not the list",
  );
});
