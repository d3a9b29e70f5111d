import { assertEquals } from "@std/assert";
import { fedLine, shellLine } from "../../src/render/shell.ts";

Deno.test("shellLine() leaves words alone that mean themselves", () => {
  const argv = [
    "ss",
    "-ltnp",
    "sport=:5432",
    "/usr/bin/x",
    "user@host",
    "a,b",
    "50%",
    "+x",
    "café",
    "日本",
  ];
  assertEquals(shellLine(argv), argv.join(" "));
});

const QUOTED: Readonly<Record<string, string>> = {
  "": "''",
  "two words": "'two words'",
  "it's": "'it'\\''s'",
  "$HOME": "'$HOME'",
  "`id`": "'`id`'",
  "a;b": "'a;b'",
  "*": "'*'",
  "~": "'~'",
  "=x": "'=x'",
  "!!": "'!!'",
  "{a,b}": "'{a,b}'",
  "C:\\temp": "'C:\\temp'",
  "a#b": "'a#b'",
  "\xa0": "'\xa0'",
};

for (const [word, quoted] of Object.entries(QUOTED)) {
  Deno.test(`shellLine() quotes ${JSON.stringify(word)}`, () => {
    assertEquals(shellLine(["echo", word]), `echo ${quoted}`);
  });
}

Deno.test("shellLine() quotes a first word that would be an assignment", () => {
  assertEquals(shellLine(["A=b", "A=b"]), "'A=b' A=b");
});

Deno.test("shellLine() writes control characters so that they can be seen and pasted", () => {
  assertEquals(shellLine(["kill", "a\nb\tc"]), "kill $'a\\nb\\tc'");
  assertEquals(shellLine(["\x1b]0;pwn\x07"]), "$'\\033]0;pwn\\007'");
  assertEquals(shellLine(["\r2"]), "$'\\0152'");
});

Deno.test("shellLine() writes invisible characters as the bytes of their UTF-8", () => {
  assertEquals(shellLine(["\u202ex"]), "$'\\342\\200\\256x'");
  assertEquals(shellLine(["\u{e0041}"]), "$'\\363\\240\\201\\201'");
});

Deno.test("shellLine() escapes quotes, backslashes and history events beside controls", () => {
  assertEquals(shellLine(["it's\\n\n!"]), "$'it\\'s\\\\n\\n\\041'");
});

Deno.test("shellLine() keeps emoji as they are", () => {
  assertEquals(shellLine(["👨‍👩‍👧"]), "👨‍👩‍👧");
});

Deno.test("shellLine() makes one line of anything", () => {
  assertEquals(shellLine(["a\n", "b\u2028", "c\r\n"]).split(/[\n\r\u2028]/).length, 1);
  assertEquals(shellLine([]), "");
});

Deno.test("fedLine() puts a text before its command, by printf and line by line", () => {
  assertEquals(fedLine({ argv: ["nft", "x y"] }), "nft 'x y'");
  assertEquals(
    fedLine({ argv: ["cat"], stdin: "a\nb's $HOME\n\nA=1\n" }),
    `printf '%s\\n' a 'b'\\''s $HOME' '' A=1 | cat`,
  );
});
