import { assertEquals } from "@std/assert";
import { EXIT_CODES, worst } from "../../src/cli/exit_codes.ts";

Deno.test("worst() is the highest code, and 0 where there is none", () => {
  assertEquals(worst([0, 4, 1]), 4);
  assertEquals(worst([0]), 0);
  assertEquals(worst([]), 0);
});

Deno.test("EXIT_CODES tells every code once, from 0 to 5", () => {
  assertEquals(EXIT_CODES.map(({ code }) => code as number), [0, 1, 2, 3, 4, 5]);
});
