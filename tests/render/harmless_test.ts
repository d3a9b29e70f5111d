import { assertEquals } from "@std/assert";
import { harmless, replaceUnsafe } from "../../src/render/harmless.ts";

const CASES: Readonly<Record<string, readonly [outside: string, shown: string]>> = {
  "a terminal title sequence": ["\x1b]0;pwn\x07", "\\x1b]0;pwn\\x07"],
  "a colour sequence": ["\x1b[31mred", "\\x1b[31mred"],
  "newline, return and tab": ["a\nb\rc\td", "a\\nb\\rc\\td"],
  "other C0 controls and DEL": ["\0\b\x7f", "\\x00\\x08\\x7f"],
  "C1 controls, which are sequences of their own": ["\x9b31m", "\\x9b31m"],
  "line and paragraph separators": ["\u2028\u2029", "\\u2028\\u2029"],
  "bidirectional overrides and isolates": ["\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"],
  "bidirectional marks": ["\u200e\u200f\u061c", "\\u200e\\u200f\\u061c"],
  "zero-width characters": ["a\u200b\u2060\ufeffb", "a\\u200b\\u2060\\ufeffb"],
  "soft hyphens and fillers": ["a\xad\u3164", "a\\xad\\u3164"],
  "tags": ["a\u{e0041}", "a\\u{e0041}"],
  "lone surrogates": ["\ud800x\udc00", "\\ud800x\\udc00"],
  "a joiner between letters": ["nginx\u200d", "nginx\\u200d"],
  "a variation selector on a digit": ["web1\ufe0f", "web1\\ufe0f"],
};

for (const [what, [outside, shown]] of Object.entries(CASES)) {
  Deno.test(`harmless() spells out ${what}`, () => assertEquals(harmless(outside), shown));
}

Deno.test("harmless() leaves ordinary text of any script as it is", () => {
  for (
    const text of ["", "C:\\new\\table", "café", "сервер", "日本語", "e\u0301", "שלום", "한글"]
  ) {
    assertEquals(harmless(text), text);
  }
});

Deno.test("harmless() keeps emoji whole, with joiners, skin tones and variation selectors", () => {
  for (const emoji of ["😀", "❤️", "👨‍👩‍👧", "👩🏽‍💻", "🏳️‍🌈", "1️⃣", "🇩🇪", "⛹🏻‍♀️"]) {
    assertEquals(harmless(`a${emoji}b`), `a${emoji}b`);
  }
});

Deno.test("harmless() leaves no character that a terminal obeys, whatever the text", () => {
  const all = Array.from({ length: 0x10000 }, (_, unit) => `x${String.fromCharCode(unit)}`).join(
    "",
  );
  assertEquals(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/u.test(harmless(all)), false);
});

Deno.test("harmless() answers the same when asked twice", () => {
  const once = harmless("\x1b]0;pwn\x07\u202e");
  assertEquals(harmless(once), once);
});

Deno.test("replaceUnsafe() hands over each unsafe character once", () => {
  const seen: string[] = [];
  replaceUnsafe("a\x1bé\u{e0041}👨‍👩‍👧", (character) => {
    seen.push(character);
    return "";
  });
  assertEquals(seen, ["\x1b", "\u{e0041}"]);
});
