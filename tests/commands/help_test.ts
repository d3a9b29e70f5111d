import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { EXIT_CODES } from "../../src/cli/exit_codes.ts";
import { help } from "../../src/commands/help.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { parsePorts } from "../../src/model/ports.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { FLAGS, paperWorld, textOf } from "./paper_world.ts";

async function page(topic?: string): Promise<string> {
  return textOf(await help.run(paperWorld(), FLAGS, topic));
}

Deno.test("help names every command with its aliases and its one line", async () => {
  const text = (await page()).replace(/\s+/g, " ");
  for (const { name, aliases = [], brief } of COMMANDS) {
    for (const word of [name, ...aliases, brief]) assertStringIncludes(text, word);
  }
});

Deno.test("help lists each command once, in the part that it belongs to", async () => {
  const text = await page();
  const parts = ["Looking", "Acting", "Handing out ports", "More", "Examples"];
  assertEquals(text.split("\n").filter((line) => parts.includes(line)), parts);
  const listed = text.split("\n").flatMap((line) =>
    /^ {2}([a-z]+)(?:, \w+)? {2}/.exec(line)?.[1] ?? []
  );
  assertEquals(listed, COMMANDS.map(({ name }) => name));
  assert(text.indexOf("\n  rules ") < text.indexOf("\nActing"));
  assert(text.indexOf("\n  listen ") < text.indexOf("\nHanding out ports"));
});

Deno.test("help fits 80 columns, and no line ends in blanks", async () => {
  for (const topic of [undefined, "exit-codes", "ports", "json"]) {
    for (const line of (await page(topic)).split("\n")) {
      assert(line.length <= 80 && line === line.trimEnd(), line);
    }
  }
});

Deno.test("help exit-codes tells every exit code", async () => {
  const text = await page("exit-codes");
  for (const { code, meaning } of EXIT_CODES) {
    assertStringIncludes(text, String(code));
    assertStringIncludes(text.replace(/\s+/g, " "), meaning);
  }
});

Deno.test("help ports shows words that portik takes", async () => {
  const words = (await page("ports")).split("\n").slice(1).flatMap((line) =>
    /^ *(\S+)/.exec(line)?.[1] ?? []
  );
  assertEquals(words.length > 4, true);
  for (const word of words) assert(parsePorts(word).length > 0, word);
});

Deno.test("help refuses a topic that it does not know, and names those it does", async () => {
  for (const topic of ["frob", "", "constructor", "__proto__"]) {
    const error = await assertRejects(() => page(topic), Refusal, `'${topic}'`);
    assertEquals([error.code, error.exit], ["unknown-topic", 2]);
    assertStringIncludes(error.hint ?? "", "exit-codes, ports, json");
  }
});
