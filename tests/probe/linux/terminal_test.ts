import { assertEquals } from "@std/assert";
import { terminalOf } from "../../../src/probe/linux/terminal.ts";

Deno.test("terminalOf() names pseudo-terminals, consoles and serial lines", () => {
  assertEquals(terminalOf(34816), "pts/0");
  assertEquals(terminalOf(34819), "pts/3");
  assertEquals(terminalOf(137 << 8), "pts/256");
  assertEquals(terminalOf((4 << 8) | 1), "tty1");
  assertEquals(terminalOf((4 << 8) | 64), "ttyS0");
});

Deno.test("terminalOf() has no name for none, and none for other devices", () => {
  assertEquals([0, (5 << 8) | 1, -1, NaN].map(terminalOf), [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
