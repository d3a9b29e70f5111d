import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { flagName } from "../../src/cli/declaration.ts";
import { SHARED_FLAGS } from "../../src/cli/flags.ts";
import { commandPage } from "../../src/commands/help_page.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { textOf } from "./paper_world.ts";

for (const entry of COMMANDS) {
  Deno.test(`commandPage() of ${entry.name} tells its words and every flag`, async () => {
    const command = await entry.load();
    const blocks = commandPage(entry, command);
    const text = textOf({ kind: "help", data: {}, blocks, gaps: [], exit: 0 });
    assertStringIncludes(text, `portik ${entry.name}`);
    assertStringIncludes(text, entry.brief);
    for (const alias of entry.aliases ?? []) assertStringIncludes(text, alias);
    const flags: Readonly<Record<string, { brief: string }>> = {
      ...SHARED_FLAGS,
      ...command.flags,
    };
    for (const [key, { brief }] of Object.entries(flags)) {
      assertStringIncludes(text, `--${flagName(key)}`);
      assertStringIncludes(text.replace(/\s+/g, " "), brief);
    }
    for (const line of text.split("\n")) {
      assert(line.length <= 80 && line === line.trimEnd(), line);
    }
  });
}

async function usage(name: string, words: string): Promise<void> {
  const entry = COMMANDS.find((one) => one.name === name);
  assert(entry);
  const blocks = commandPage(entry, await entry.load());
  const text = textOf({ kind: "help", data: {}, blocks, gaps: [], exit: 0 });
  assertStringIncludes(text, `portik ${words} [FLAGS]\n`);
}

Deno.test("commandPage() shows which words a command must have, and which it may", async () => {
  await usage("who", "who PORT…");
  await usage("capture", "capture [FILE]");
  await usage("rules", "rules [WORD…]");
  await usage("help", "help [TOPIC]");
});

Deno.test("commandPage() shows short flags, negated ones, choices and defaults", async () => {
  const entry = COMMANDS[0];
  assert(entry);
  const blocks = commandPage(entry, await entry.load());
  const text = textOf({ kind: "help", data: {}, blocks, gaps: [], exit: 0 });
  for (
    const words of [
      "-o, --output",
      "--docker, --no-docker",
      "(tcp, udp, all; default tcp)",
      "default 2s",
      "-q, --quiet",
    ]
  ) assertStringIncludes(text, words);
  assertEquals(text.includes("--no-json"), false);
});
