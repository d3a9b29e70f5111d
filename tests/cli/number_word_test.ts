import { assertEquals, assertThrows } from "@std/assert";
import { countFlag, parseNumber, parsePids } from "../../src/cli/number_word.ts";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("parseNumber() reads whole numbers within its range", () => {
  assertEquals(parseNumber("0", { what: "a number" }), 0);
  assertEquals(parseNumber("12", { what: "a number", least: 1, most: 12 }), 12);
});

Deno.test("parseNumber() refuses what is no whole number, or outside of the range", () => {
  for (const word of ["", "-1", "1.5", "1e3", "0x10", "ten", "13", "0", "99999999999"]) {
    const range = { what: "a number to show", least: 1, most: 12 };
    assertThrows(() => parseNumber(word, range), Refusal, `'${word}' is not a number to show`);
  }
});

Deno.test("parsePids() reads one or several, none of which is 0", () => {
  assertEquals(parsePids("812"), [812]);
  assertEquals(parsePids("812, 7"), [812, 7]);
  for (const word of ["0", "1,", "1,x"]) assertThrows(() => parsePids(word), Refusal);
});

Deno.test("countFlag() has a default that it can read itself", () => {
  const flag = countFlag("How many", 10);
  assertEquals(flag.parse?.(String(flag.default)), 10);
});
