import { assertEquals } from "@std/assert";
import { median } from "../../scripts/measure.ts";

Deno.test("median() takes the middle, or the mean of the two in the middle", () => {
  assertEquals(median([3]), 3);
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([4, 1, 2, 100]), 3);
  assertEquals(median([]), NaN);
});
