import { assertEquals } from "@std/assert";
import stringWidth from "string-width";
import { rulerFor, simpleRuler } from "../../src/render/width.ts";
import { unicodeRuler } from "../../src/render/width_unicode.ts";

const SAMPLES = [
  "postgres",
  "日本語サーバー",
  "e\u0301te\u0301s",
  "👨‍👩‍👧 family",
  "한글",
  "a日b語c",
  "🇩🇪🇫🇷",
];

Deno.test("rulerFor() answers with the cheap ruler for text of simple characters", async () => {
  assertEquals(await rulerFor("café → 5432"), simpleRuler);
});

Deno.test("rulerFor() answers with Unicode's ruler for all other text", async () => {
  for (const text of ["日本", "e\u0301", "😀"]) assertEquals(await rulerFor(text), unicodeRuler);
});

Deno.test("simpleRuler cuts with an ellipsis and leaves alone what fits", () => {
  assertEquals(simpleRuler.cut("postgres", 8), "postgres");
  assertEquals(simpleRuler.cut("postgres", 7), "postgr…");
  assertEquals(simpleRuler.cut("postgres", 1), "…");
  assertEquals(simpleRuler.cut("postgres", 0), "");
});

Deno.test("unicodeRuler counts wide, combined and joined characters as terminals do", () => {
  assertEquals(unicodeRuler.widthOf("日本"), 4);
  assertEquals(unicodeRuler.widthOf("e\u0301"), 1);
  assertEquals(unicodeRuler.widthOf("👨‍👩‍👧"), 2);
  assertEquals(unicodeRuler.widthOf("postgres"), 8);
});

Deno.test("unicodeRuler cuts every text to exactly the width asked for", () => {
  for (const text of SAMPLES) {
    for (let width = 0; width < stringWidth(text); width++) {
      assertEquals(stringWidth(unicodeRuler.cut(text, width)), width, `${text} at ${width}`);
    }
    assertEquals(unicodeRuler.cut(text, stringWidth(text)), text);
  }
});

Deno.test("unicodeRuler cuts between graphemes and fills up before the ellipsis", () => {
  assertEquals(unicodeRuler.cut("日本語", 5), "日本…");
  assertEquals(unicodeRuler.cut("日本語", 4), "日 …");
  assertEquals(unicodeRuler.cut("e\u0301te\u0301s", 2), "e\u0301…");
  assertEquals(unicodeRuler.cut("👨‍👩‍👧👨‍👩‍👧", 3), "👨‍👩‍👧…");
  assertEquals(unicodeRuler.cut("👨‍👩‍👧👨‍👩‍👧", 2), " …");
});
