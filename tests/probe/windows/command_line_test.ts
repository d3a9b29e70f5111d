import { assertEquals } from "@std/assert";
import { splitCommandLine } from "../../../src/probe/windows/command_line.ts";

/** Arguments behind a program, as one writes them. */
function args(line: string): string[] {
  const [program, ...rest] = splitCommandLine(`x.exe ${line}`);
  assertEquals(program, "x.exe");
  return rest;
}

const raw = String.raw;

Deno.test("splitCommandLine() takes a quoted or a plain program, without escapes", () => {
  assertEquals(splitCommandLine(raw`"C:\Program Files\a b.exe" c`), [
    raw`C:\Program Files\a b.exe`,
    "c",
  ]);
  assertEquals(splitCommandLine(raw`C:\a\b.exe  c`), [raw`C:\a\b.exe`, "c"]);
  assertEquals(splitCommandLine(raw`"C:\a\" b`), [raw`C:\a` + "\\", "b"]);
  assertEquals(splitCommandLine(raw`"C:\a.exe"b`), [raw`C:\a.exe`, "b"]);
  assertEquals(splitCommandLine(`"C:\\never closed b`), ["C:\\never closed b"]);
  assertEquals(splitCommandLine("a.exe"), ["a.exe"]);
  assertEquals(splitCommandLine("a.exe \t "), ["a.exe"]);
});

Deno.test("splitCommandLine() has an empty program where the line begins with a blank", () => {
  assertEquals(splitCommandLine(" a b"), ["", "a", "b"]);
  assertEquals(splitCommandLine(""), []);
  assertEquals(splitCommandLine('""'), [""]);
});

Deno.test("splitCommandLine() parts arguments at blanks and tabs outside quotes", () => {
  assertEquals(args("a b\tc   d"), ["a", "b", "c", "d"]);
  assertEquals(args(`"a b" c`), ["a b", "c"]);
  assertEquals(args(`a" b "c d`), ["a b c", "d"]);
  assertEquals(args("a\nb"), ["a\nb"]);
  assertEquals(args(`a ""`), ["a", ""]);
  assertEquals(args(`"" a`), ["", "a"]);
  assertEquals(args("a "), ["a"]);
  assertEquals(args(`"a `), ["a "]);
});

Deno.test("splitCommandLine() reads backslashes as Microsoft's examples do", () => {
  assertEquals(args(raw`"abc" d e`), ["abc", "d", "e"]);
  assertEquals(args(raw`a\\b d"e f"g h`), [raw`a\\b`, "de fg", "h"]);
  assertEquals(args(raw`a\\\"b c d`), [raw`a\"b`, "c", "d"]);
  assertEquals(args(raw`a\\\\"b c" d e`), [raw`a\\b c`, "d", "e"]);
  assertEquals(args(raw`"ab\"c" "\\" d`), [`ab"c`, "\\", "d"]);
  assertEquals(args(raw`--dir C:\src` + "\\"), ["--dir", raw`C:\src` + "\\"]);
  assertEquals(args(raw`a\b\\c`), [raw`a\b\\c`]);
  assertEquals(args(raw`a\ b`), ["a\\", "b"]);
});

Deno.test("splitCommandLine() takes every third quote of a row for one of the text", () => {
  assertEquals(args(`"a""b"`), [`a"b`]);
  assertEquals(args(`"""`), [`"`]);
  assertEquals(args(`"""a b"""`), [`"a`, `b"`]);
  assertEquals(args(`""""""`), [`""`]);
  assertEquals(args(`a"" b`), ["a", "b"]);
  assertEquals(args(raw`\""a b"`), [`"a b`]);
});
