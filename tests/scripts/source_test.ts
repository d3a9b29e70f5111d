import { assertEquals } from "@std/assert";
import { codeOnly, linesNaming } from "../../scripts/source.ts";

/** The program without the blanks that stand for its words. */
function rest(text: string): string {
  const code = codeOnly(text);
  assertEquals(code.length, text.length);
  return code.replace(/\s+/g, " ").trim();
}

Deno.test("codeOnly() takes out comments and strings, and leaves everything where it was", () => {
  assertEquals(codeOnly('a; // b\nc("d");'), "a;     \nc(   );");
  assertEquals(rest("a /* b\n// c */ d"), "a d");
  assertEquals(rest(`a("it's"); b('say "no"'); c("\\"d");`), "a( ); b( ); c( );");
});

Deno.test("codeOnly() is not led astray by marks inside other words", () => {
  assertEquals(rest('a("http://x"); b("/* c");'), "a( ); b( );");
  assertEquals(rest("a(/[\"'`/]/g); b(/\\/\\//); c"), "a( ); b( ); c");
  assertEquals(rest("// it's\na"), "a");
});

Deno.test("codeOnly() knows a division from a regular expression", () => {
  assertEquals(rest("a / b / c"), "a / b / c");
  assertEquals(rest("(a + b) / 2 // half"), "(a + b) / 2");
  assertEquals(rest("x.test(y) && /'/.test(z)"), "x.test(y) && .test(z)");
  assertEquals(rest("return /'/;"), "return ;");
});

Deno.test("codeOnly() keeps the program inside a template, however deep", () => {
  assertEquals(rest("`a ${b} c`; d"), "b ; d");
  assertEquals(rest("`${`a ${b + `}`} c`}` + d"), "b + + d");
  assertEquals(rest("`${ { a: 1 } }` + '}'"), "{ a: 1 } +");
  assertEquals(rest("`\\`${a}\\${b}`"), "a");
});

Deno.test("linesNaming() counts a name that is used, also as a type or behind globalThis", () => {
  const text = 'import "x"; // Deno\nlet a: Deno.Conn;\nglobalThis.Deno;\nf(...Deno.args);';
  assertEquals(linesNaming("Deno", text), [2, 3, 4]);
});

Deno.test("linesNaming() does not count a part of a name, or a key of an object", () => {
  assertEquals(linesNaming("Deno", "denoHost; Denomination; MyDeno; $Deno; a = { Deno: 1 };"), []);
});
