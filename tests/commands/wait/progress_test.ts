import { assertEquals } from "@std/assert";
import { progressLine } from "../../../src/commands/wait/progress.ts";
import type { FakeHost } from "../../fake_host.ts";
import { paperWorld, type WorldChoices } from "../paper_world.ts";

const TERMINAL = { terminal: { out: true, err: true } };

/** What stands on standard error after this was shown. */
async function shown(
  words: readonly string[],
  { terminal = TERMINAL.terminal, ...choices }: WorldChoices & Partial<typeof TERMINAL> = {},
) {
  const world = paperWorld(choices);
  const host: FakeHost = { ...world.host, terminal };
  const line = progressLine({ ...world, host });
  for (const word of words) await line.show(word);
  line.clear();
  return host.complaints();
}

Deno.test("progressLine() puts one line in the place of the last, and takes it away", async () => {
  assertEquals(await shown(["one", "two"]), "\r\x1b[Kone\r\x1b[Ktwo\r\x1b[K");
});

Deno.test("progressLine() writes nothing again that stands there already", async () => {
  assertEquals(await shown(["one", "one"]), "\r\x1b[Kone\r\x1b[K");
  assertEquals(await shown([]), "");
});

Deno.test("progressLine() is never longer than the terminal is wide, and harmless", async () => {
  assertEquals(await shown(["a".repeat(50)], { columns: 20 }), `\r\x1b[K${"a".repeat(19)}\r\x1b[K`);
  assertEquals(await shown(["a\x1b[2Jb"]), "\r\x1b[Ka\\x1b[2Jb\r\x1b[K");
});

Deno.test("progressLine() shows nothing where nobody watches, or wants it", async () => {
  const cases: readonly Parameters<typeof shown>[1][] = [
    { terminal: { out: false, err: true } },
    { terminal: { out: true, err: false } },
    { flags: { quiet: true } },
    { flags: { json: true } },
    { env: { TERM: "dumb" } },
  ];
  for (const choices of cases) assertEquals(await shown(["one"], choices ?? {}), "");
});
