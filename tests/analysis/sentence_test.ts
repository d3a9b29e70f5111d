import { assertEquals } from "@std/assert";
import { count, listWords } from "../../src/analysis/sentence.ts";

Deno.test("listWords() joins words as a sentence does", () => {
  assertEquals(listWords([]), "");
  assertEquals(listWords(["a"]), "a");
  assertEquals(listWords(["a", "b"]), "a and b");
  assertEquals(listWords(["a", "b", "c"]), "a, b and c");
});

Deno.test("count() knows the singular, and a plural that is not made by s", () => {
  assertEquals(count(1, "listener"), "1 listener");
  assertEquals(count(0, "listener"), "0 listeners");
  assertEquals(count(2, "listener"), "2 listeners");
  assertEquals(count(1, "process", "processes"), "1 process");
  assertEquals(count(2, "process", "processes"), "2 processes");
});
