import { assertEquals } from "@std/assert";
import { shellWords } from "../../src/model/shell_words.ts";

function words(text: string): string[] {
  return [...shellWords(text)].map(({ word }) => word);
}

Deno.test("shellWords() splits at blanks and at what ends a command", () => {
  assertEquals(words("a b\tc\nd;e&&f|g"), [..."abcdefg"]);
  assertEquals(words("x $(y z) >out <in"), ["x", "$", "y", "z", "out", "in"]);
});

Deno.test("shellWords() takes off quotes as a shell does", () => {
  const cases: readonly (readonly [text: string, word: string])[] = [
    ["'a b'", "a b"],
    ['"a b"', "a b"],
    [`a"b c"'d e'f`, "ab cd ef"],
    [`"a \\" b"`, `a " b`],
    [`"a \\n b"`, "a \\n b"],
    [`'a \\'`, "a \\"],
    ["a\\ b", "a b"],
    [`"it's"`, "it's"],
    ["''", ""],
  ];
  for (const [text, word] of cases) assertEquals(words(text), [word], text);
});

Deno.test("shellWords() lets a quote that never ends reach to the end", () => {
  assertEquals(words("it's a b"), ["its a b"]);
  assertEquals(words('a "b c'), ["a", "b c"]);
  assertEquals(words("a\\"), ["a"]);
});

Deno.test("shellWords() loses nothing: all gaps and raw words are the text", () => {
  for (
    const text of [
      "",
      " ",
      "a",
      "  a  ",
      ";;",
      `x 'y z' "q\\"r" \\; | a>b 'open`,
      "a\\",
      '"\\',
      "日本語 'x",
      "`a`",
      "\n\n",
    ]
  ) {
    const all = [...shellWords(text)].map(({ gap, raw }) => gap + raw).join("");
    assertEquals(all, text);
  }
});
