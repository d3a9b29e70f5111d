import { assertEquals, assertThrows } from "@std/assert";
import { parseList } from "../../src/cli/list_word.ts";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("parseList() parts a word at its commas and forgives blanks", () => {
  assertEquals(parseList("a, b,c", "state"), ["a", "b", "c"]);
  assertEquals(parseList("a", "state"), ["a"]);
});

Deno.test("parseList() refuses an empty word and an empty item, each with its sentence", () => {
  assertThrows(() => parseList("", "state"), Refusal, "an empty word is not a state");
  for (const word of [",", "a,", ",a", "a,,b"]) {
    assertThrows(() => parseList(word, "state"), Refusal, `'${word}' has an empty item`);
  }
});

Deno.test("parseList() names its refusal after what it reads", () => {
  const refusal = assertThrows(() => parseList("", "column name"), Refusal);
  assertEquals(refusal.code, "bad-column-name");
});
