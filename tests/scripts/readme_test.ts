import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  commandTable,
  dependencyTable,
  layerTable,
  renew,
  ruleTable,
} from "../../scripts/readme.ts";
import type { AnyCommand } from "../../src/commands/command.ts";
import type { Entry } from "../../src/commands/mod.ts";
import { ruleWith } from "../rules/quiet.ts";

function entry(fields: Partial<Entry> = {}, words: Partial<AnyCommand> = {}): Entry {
  const command: AnyCommand = { run: () => Promise.reject(), ...words };
  return { name: "blame", brief: "Who did it", load: () => Promise.resolve(command), ...fields };
}

function bodyOf(table: string): string[] {
  return table.split("\n").slice(2).map((line) => line.replace(/\s+/g, " "));
}

Deno.test("commandTable() shows each command with its words and its other names", async () => {
  const parameter = { placeholder: "port", brief: "", parse: String };
  const positional = { kind: "array", parameter, minimum: 1 } as const;
  const table = await commandTable([entry({}, { positional }), entry({ aliases: ["why"] })]);
  assertEquals(bodyOf(table), [
    "| `portik blame PORT…` | Who did it |",
    "| `portik blame` | Who did it (also: why) |",
  ]);
});

Deno.test("commandTable() fails where a command cannot be loaded", async () => {
  const load = () => Promise.reject(new TypeError("no such file"));
  await assertRejects(() => commandTable([entry({ load })]), TypeError);
});

Deno.test("ruleTable() says where a rule applies unless that is everywhere", () => {
  assertEquals(bodyOf(ruleTable([ruleWith(), ruleWith({ platforms: ["linux", "darwin"] })])), [
    "| `greeter` | info | Greets |",
    "| `greeter` | info | Greets (linux, darwin) |",
  ]);
});

Deno.test("dependencyTable() wants a reason for every package, and a package for every reason", () => {
  assertThrows(() => dependencyTable({}), Error, "is no dependency any more");
  const { imports } = JSON.parse(
    Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)),
  );
  assertThrows(() => dependencyTable({ ...imports, zod: "npm:zod@4" }), Error, "needs zod");
  assertEquals(bodyOf(dependencyTable(imports)).length, Object.keys(imports).length);
});

Deno.test("layerTable() tells types and packages apart from what may be called", () => {
  assertEquals(
    bodyOf(layerTable([
      { name: "a", holds: /a/, may: [] },
      { name: "b", holds: /b/, may: ["a"], types: ["c"], packages: ["npm:x"], apart: true },
    ])),
    ["| `a` | nothing |", "| `b` | `a`; types of `c`; `npm:x`; not each other |"],
  );
});

Deno.test("renew() says what is wrong with a page in one sentence", () => {
  const page = { path: "README.md", text: "<!-- a -->\n\nold\n\n<!-- /a -->", check: true };
  assertEquals(renew(page, { a: "old" }), { text: page.text });
  assertEquals(renew(page, { a: "new" }), {
    problem: "README.md is out of date: run deno task readme",
  });
  assertEquals(renew({ ...page, check: false }, { a: "new" }), {
    text: "<!-- a -->\n\nnew\n\n<!-- /a -->",
  });
  assertEquals(renew({ ...page, text: undefined }, { a: "new" }), {
    problem: "README.md does not exist: write it, with a place for each generated table",
  });
  assertEquals(renew(page, { b: "new" }), {
    problem: "README.md: expected <!-- b --> and <!-- /b --> once, each on a line of its own",
  });
});
