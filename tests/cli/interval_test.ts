import { assertEquals, assertThrows } from "@std/assert";
import { intervalFlag, parseInterval } from "../../src/cli/interval.ts";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("parseInterval() reads a duration in ms", () => {
  assertEquals([parseInterval("2s"), parseInterval("100ms"), parseInterval("1m")], [
    2000,
    100,
    60_000,
  ]);
});

Deno.test("parseInterval() refuses one that would keep the machine busy, and what is none", () => {
  for (const word of ["99ms", "0s", "2", "-1s", "", "soon"]) {
    assertThrows(() => parseInterval(word), Refusal, `'${word}'`);
  }
});

Deno.test("intervalFlag() has a default that it can read itself", () => {
  const flag = intervalFlag("2s");
  assertEquals(flag.parse?.(String(flag.default)), 2000);
});
