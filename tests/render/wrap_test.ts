import { assertEquals } from "@std/assert";
import type { Span } from "../../src/model/report.ts";
import { wrap } from "../../src/render/wrap.ts";
import { simpleRuler } from "../../src/render/width.ts";
import { unicodeRuler } from "../../src/render/width_unicode.ts";

function lines(spans: readonly Span[], width: number, hang = 0): readonly string[] {
  return wrap(spans, { width, hang, ruler: simpleRuler })
    .map((line) => line.map(({ text }) => text).join(""));
}

Deno.test("wrap() fills lines up to the edge", () => {
  assertEquals(lines([{ text: "one two three" }], 7), ["one two", "three"]);
  assertEquals(lines([{ text: "one two three" }], 13), ["one two three"]);
});

Deno.test("wrap() leaves room for the hang in all lines but the first", () => {
  assertEquals(lines([{ text: "one two be there" }], 8, 2), ["one two", "be", "there"]);
});

Deno.test("wrap() breaks no word, however long", () => {
  const path = "/home/user/a/very/long/path";
  assertEquals(lines([{ text: `see ${path} there` }], 10), ["see", path, "there"]);
  assertEquals(lines([{ text: path }], 10), [path]);
});

Deno.test("wrap() keeps blanks within a line and drops them where it breaks", () => {
  assertEquals(lines([{ text: "  a  b   c" }], 6), ["  a  b", "c"]);
  assertEquals(lines([{ text: "a b  " }], 80), ["a b"]);
});

Deno.test("wrap() does not break where one span ends and the next begins", () => {
  assertEquals(
    lines([{ text: "port " }, { text: "5432", tone: "strong" }, { text: ", free" }], 9),
    [
      "port",
      "5432,",
      "free",
    ],
  );
});

Deno.test("wrap() keeps the tone of every piece", () => {
  const spans: Span[] = [{ text: "a" }, { text: " b c", tone: "bad" }];
  assertEquals(wrap(spans, { width: 3, hang: 0, ruler: simpleRuler }), [
    [{ text: "a" }, { text: " ", tone: "bad" }, { text: "b", tone: "bad" }],
    [{ text: "c", tone: "bad" }],
  ]);
});

Deno.test("wrap() counts columns, not characters", () => {
  const wide = wrap([{ text: "日本 語語" }], { width: 8, hang: 0, ruler: unicodeRuler });
  assertEquals(wide.length, 2);
});

Deno.test("wrap() makes no line of nothing", () => {
  assertEquals(lines([], 80), []);
  assertEquals(lines([{ text: "   " }], 80), []);
});
