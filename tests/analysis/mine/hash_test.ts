import { assertEquals } from "@std/assert";
import { hashOf } from "../../../src/analysis/mine/hash.ts";
import { PORT4ME } from "../../port4me.ts";

Deno.test("hashOf() gives what port4me gives", () => {
  for (const { string, hash } of PORT4ME.hash) assertEquals(hashOf(string), hash, string);
  const sentence = "port4me - get the same, personal, free TCP port over and over";
  assertEquals(hashOf(sentence), 1731535982);
});

Deno.test("hashOf() takes a character outside of the basic plane as one", () => {
  assertEquals(hashOf("\u{1f680}"), 0x1f680);
  assertEquals(hashOf("a\u{1f680}"), 31 * 97 + 0x1f680);
});

Deno.test("hashOf() stays a whole number below 2^32, however long the text", () => {
  const hash = hashOf("\u{10ffff}".repeat(1000));
  assertEquals([hash >= 0, hash < 2 ** 32, Number.isInteger(hash)], [true, true, true]);
});
