import { assertEquals } from "@std/assert";
import stringWidth from "string-width";
import { harmless } from "../../src/render/harmless.ts";
import { isSimple } from "../../src/render/simple.ts";

const simple = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit))
  .filter(isSimple);

Deno.test("isSimple() accepts only characters that take one column", () => {
  assertEquals(simple.filter((character) => stringWidth(character) !== 1), []);
});

Deno.test("isSimple() accepts only characters that stand alone, whatever their neighbours", () => {
  const all = simple.join("");
  assertEquals([...new Intl.Segmenter().segment(all)].length, all.length);
  assertEquals(stringWidth(all), all.length);
});

Deno.test("isSimple() accepts only characters that are harmless", () => {
  // The zero-width space in front keeps harmless() off its fast path.
  assertEquals(harmless(`\u200b${simple.join("")}`), `\\u200b${simple.join("")}`);
});

Deno.test("isSimple() accepts what portik writes itself", () => {
  assertEquals(isSimple("postgres é … – — ’ → ← ↳ ├─ │ ● ○ ✓ ✗ µs €"), true);
});

Deno.test("isSimple() refuses controls, wide and combining characters, and surrogates", () => {
  for (const text of ["\n", "\x7f", "\x9b", "\xad", "日", "e\u0301", "\u202e", "😀", "\ud800"]) {
    assertEquals(isSimple(`a${text}`), false, JSON.stringify(text));
  }
});
