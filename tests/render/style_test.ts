import { assertEquals } from "@std/assert";
import { paint, paintAll, wantsColor } from "../../src/render/style.ts";

Deno.test("paint() switches its own colour on and off again, and nothing else", () => {
  assertEquals(paint("5432", "strong", true), "\x1b[1m5432\x1b[22m");
  assertEquals(paint("free", "good", true), "\x1b[32mfree\x1b[39m");
});

Deno.test("paint() leaves text as it is without colour, without tone and without text", () => {
  assertEquals(paint("free", "good", false), "free");
  assertEquals(paint("free", "plain", true), "free");
  assertEquals(paint("free", undefined, true), "free");
  assertEquals(paint("", "bad", true), "");
});

Deno.test("paintAll() joins neighbours of one tone under one pair of codes", () => {
  const spans = [{ text: "a", tone: "bad" }, { text: " b", tone: "bad" }, { text: " c" }] as const;
  assertEquals(paintAll(spans, true), "\x1b[31ma b\x1b[39m c");
  assertEquals(paintAll(spans, false), "a b c");
});

const terminal = { flag: "auto", isTerminal: true, noColor: undefined, term: "xterm" } as const;

Deno.test("wantsColor() colours a terminal and nothing else by itself", () => {
  assertEquals(wantsColor(terminal), true);
  assertEquals(wantsColor({ ...terminal, isTerminal: false }), false);
});

Deno.test("wantsColor() honours NO_COLOR when it is set and not empty", () => {
  assertEquals(wantsColor({ ...terminal, noColor: "1" }), false);
  assertEquals(wantsColor({ ...terminal, noColor: "" }), true);
});

Deno.test("wantsColor() honours TERM=dumb", () => {
  assertEquals(wantsColor({ ...terminal, term: "dumb" }), false);
  assertEquals(wantsColor({ flag: "auto", isTerminal: true }), true);
});

Deno.test("wantsColor() lets the flag win over the environment", () => {
  const against = { isTerminal: false, noColor: "1", term: "dumb" };
  assertEquals(wantsColor({ ...against, flag: "always" }), true);
  assertEquals(wantsColor({ ...terminal, flag: "never" }), false);
});
