import { assertEquals, assertStringIncludes } from "@std/assert";
import { compileWords, whyFailed } from "../../scripts/compile.ts";

Deno.test("compileWords() passes more words on before the file", () => {
  const words = compileWords(["--target", "aarch64-apple-darwin"]);
  assertEquals(words.slice(-3), ["--target", "aarch64-apple-darwin", "main.ts"]);
  assertEquals(words.includes("-A"), true);
});

Deno.test("whyFailed() explains a download that did not come about, and nothing else", () => {
  // As Deno 2.9.6 prints it without a network.
  const stderr = `error: Writing deno compile executable to temporary file 'dist/portik.tmp'

Caused by:
    0: Setting up base binary.
    1: error sending request for url: client error (Connect): dns error`;
  assertStringIncludes(whyFailed(stderr) ?? "", "could not download");
  assertEquals(whyFailed('error: Module not found "file:///main.ts".'), undefined);
});
