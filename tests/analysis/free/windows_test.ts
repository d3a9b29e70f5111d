import { assertEquals } from "@std/assert";
import { rowFrom, shuffled, windowsOf } from "../../../src/analysis/free/windows.ts";

const ascending = (starts: readonly number[]) => starts.toSorted((a, b) => a - b);

function windows(ports: readonly number[], size: number, last?: { first: number; last: number }) {
  return [...windowsOf(new Set(ports), { size, arrange: ascending, last })];
}

Deno.test("windowsOf() gives the ports one by one, in the order that is asked for", () => {
  assertEquals(windows([5, 3, 4], 1), [[3], [4], [5]]);
  const arrange = (starts: readonly number[]) => starts.toReversed();
  assertEquals([...windowsOf(new Set([1, 2]), { size: 1, arrange })], [[2], [1]]);
});

Deno.test("windowsOf() finds rows of ports that follow each other", () => {
  assertEquals(windows([1, 2, 3, 5, 6, 9], 2), [[1, 2], [2, 3], [5, 6]]);
  assertEquals(windows([1, 3, 5], 2), []);
  assertEquals(windows([65534, 65535], 2), [[65534, 65535]]);
});

Deno.test("windowsOf() puts off all that touches the ephemeral range", () => {
  const range = { first: 4, last: 5 };
  assertEquals(windows([3, 4, 5, 6], 1, range), [[3], [6], [4], [5]]);
  assertEquals(windows([2, 3, 4, 5, 6, 7], 2, range), [[2, 3], [6, 7], [3, 4], [4, 5], [5, 6]]);
  // A row that is longer than the range, and has it in its middle.
  assertEquals(windows([3, 4, 5, 6, 7, 8, 9, 10], 4, range).at(0), [6, 7, 8, 9]);
});

Deno.test("windowsOf() goes through every port there is in no time that matters", () => {
  const all = Array.from({ length: 65535 }, (_, i) => i + 1);
  assertEquals(windows(all, 10).length, 65526);
});

Deno.test("rowFrom() counts up", () => {
  assertEquals(rowFrom(7, 3), [7, 8, 9]);
});

Deno.test("shuffled() keeps every port, and takes its order from chance alone", () => {
  const ports = [1, 2, 3, 4, 5];
  assertEquals(shuffled(ports, () => 0.999), ports);
  assertEquals(shuffled(ports, () => 0), [2, 3, 4, 5, 1]);
  assertEquals(shuffled(ports, Math.random).toSorted(), ports);
  assertEquals(ports, [1, 2, 3, 4, 5]);
});
