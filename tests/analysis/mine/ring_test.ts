import { assertEquals } from "@std/assert";
import { lapFrom, nextState } from "../../../src/analysis/mine/ring.ts";
import { PORT4ME } from "../../port4me.ts";

Deno.test("nextState() goes the way of port4me", () => {
  for (const { seed, next } of PORT4ME.lcg) {
    let state = seed;
    for (const expected of next) assertEquals(state = nextState(state), expected, `from ${seed}`);
  }
});

Deno.test("nextState() leaves the one state that leads to itself, and takes seeds of any size", () => {
  assertEquals(nextState(65536), 74);
  assertEquals(nextState(65536 + 65537), 74);
  assertEquals(nextState(65537 + 42), nextState(42));
});

Deno.test("lapFrom() has every candidate once, from every seed", () => {
  for (const seed of [0, 1, 42, 65535, 65536, 2 ** 32 - 1]) {
    const all = [...lapFrom(seed, () => true)];
    assertEquals([all.length, new Set(all).size, Math.max(...all)], [65536, 65536, 65535]);
    const some = [...lapFrom(seed, (port) => port >= 5001 && port <= 5003)];
    assertEquals(some.toSorted(), [5001, 5002, 5003]);
  }
});
