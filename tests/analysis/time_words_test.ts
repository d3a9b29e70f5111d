import { assertEquals } from "@std/assert";
import { timeWords } from "../../src/analysis/time_words.ts";

Deno.test("timeWords() is the time by the clock on the wall, two digits each", () => {
  const time = new Date(2026, 0, 2, 3, 4, 5);
  assertEquals(timeWords(time.getTime()), "2026-01-02 03:04:05");
});
