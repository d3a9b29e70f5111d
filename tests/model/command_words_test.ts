import { assertEquals } from "@std/assert";
import { baseName, commandWords, plainWords, splitTitle } from "../../src/model/command_words.ts";

const words = (...argv: string[]) => commandWords({ name: "x", argv });

Deno.test("commandWords() takes the script of an interpreter for the program", () => {
  assertEquals(words("node", "/usr/bin/npm", "run", "dev"), ["npm", "run", "dev"]);
  assertEquals(words("/usr/bin/python3.11", "/usr/bin/supervisord", "-c", "x"), [
    "supervisord",
    "-c",
    "x",
  ]);
  assertEquals(words("python3", "-u", "-m", "http.server", "80"), ["http.server", "80"]);
  assertEquals(words("node", "--require", "x", "--inspect", "a.js"), ["a.js"]);
});

Deno.test("commandWords() keeps an interpreter that runs no script", () => {
  assertEquals(words("node"), ["node"]);
  assertEquals(words("python3", "-i"), ["python3", "-i"]);
});

Deno.test("commandWords() splits a title that a process gave itself", () => {
  assertEquals(words("npm run dev"), ["npm", "run", "dev"]);
  assertEquals(words("sshd: ada@pts/0"), ["sshd:", "ada@pts/0"]);
});

Deno.test("commandWords() has the name where there are no arguments", () => {
  assertEquals(words(), ["x"]);
});

Deno.test("splitTitle() leaves arguments with blanks alone", () => {
  assertEquals(splitTitle(["sh", "-c", "a b"]), ["sh", "-c", "a b"]);
});

Deno.test("baseName() reads paths of every system", () => {
  assertEquals(
    ["/usr/bin/node", "C:\\Program Files\\nodejs\\node.EXE", "make", ""].map(baseName),
    ["node", "node", "make", ""],
  );
});

Deno.test("plainWords() leaves options out", () => {
  assertEquals(plainWords(["-j", "4", "--x=y", "serve", "A=b"]), ["4", "serve", "A=b"]);
});
