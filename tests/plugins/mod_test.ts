import { assertEquals } from "@std/assert";
import { rules } from "../../plugins/mod.ts";

const FOLDER = new URL("../../plugins/", import.meta.url);

/** The names of the rules' files, without their ending, sorted. */
const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name.replace(/\.ts$/, ""))
  .filter((name) => name !== "mod").sort();

Deno.test("plugins/mod.ts lists every rule of the folder, sorted, each once", () => {
  assertEquals(rules.map(({ id }) => id), files);
});

for (const file of files) {
  const text = Deno.readTextFileSync(new URL(`${file}.ts`, FOLDER));

  Deno.test(`plugins/${file}.ts is the rule of that id`, async () => {
    const { default: rule } = await import(`../../plugins/${file}.ts`);
    assertEquals(rule.id, file);
    assertEquals(rules.find(({ id }) => id === file), rule);
  });

  Deno.test(`plugins/${file}.ts imports nothing but types of src/plugin.ts`, () => {
    const imports = [...text.matchAll(/^\s*(?:import|export)\b[^;]*?from\s*("[^"]*");/gm)];
    assertEquals(imports.map(([, from]) => from), ['"../src/plugin.ts"']);
    assertEquals(imports.every(([all]) => all.startsWith("import type {")), true);
    assertEquals(/\bimport\s*\(|^\s*import\s*"|\brequire\s*\(/m.test(text), false);
  });

  Deno.test(`plugins/${file}.ts is held to what every rule owes`, () => {
    const test = Deno.readTextFileSync(new URL(`${file}_test.ts`, import.meta.url));
    assertEquals(/^testRule\(\w+, \{/m.test(test), true);
  });
}
