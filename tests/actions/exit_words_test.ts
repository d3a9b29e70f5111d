import { assertEquals } from "@std/assert";
import { exitWords } from "../../src/actions/exit_words.ts";

Deno.test("exitWords() tells the code and the first line that is no warning", () => {
  const words = (stderr: string, stdout = "") => exitWords({ code: 3, stdout, stderr });
  assertEquals(words("\n  it is on fire \nmore"), "exits with 3: it is on fire");
  assertEquals(words("", "it is on fire\n"), "exits with 3: it is on fire");
  assertEquals(words("# Warning: tables present\nline 2 failed\n"), "exits with 3: line 2 failed");
  assertEquals(words("Warning: smoke\n"), "exits with 3: Warning: smoke");
  assertEquals(words(""), "exits with 3");
});
