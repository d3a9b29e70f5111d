import { assertEquals } from "@std/assert";
import { firstDifference } from "../../src/testing/same.ts";

Deno.test("firstDifference() is undefined for equal data, whatever the order of keys", () => {
  assertEquals(
    firstDifference({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }),
    undefined,
  );
  assertEquals(firstDifference(undefined, undefined), undefined);
});

Deno.test("firstDifference() names the place", () => {
  assertEquals(firstDifference({ a: [1, 2] }, { a: [1, 3] }), "a.1 is 2, not 3");
  assertEquals(firstDifference({ a: { b: "x" } }, {}), 'a is {"b":"x"}, not undefined');
  assertEquals(firstDifference([], {}), "it is [], not {}");
  assertEquals(firstDifference(1, "1"), 'it is 1, not "1"');
  assertEquals(firstDifference(undefined, [1]), "it is undefined, not [1]");
});

Deno.test("firstDifference() sees what is missing and what is too much", () => {
  assertEquals(firstDifference({ a: 1, b: 2 }, { a: 1 }), "b is 2, not undefined");
  assertEquals(firstDifference([1], [1, 2]), "1 is undefined, not 2");
  assertEquals(firstDifference({ a: undefined }, {}), undefined);
});
