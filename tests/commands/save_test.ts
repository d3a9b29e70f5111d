import { assertEquals, assertThrows } from "@std/assert";
import { formOf } from "../../src/commands/save.ts";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("formOf() goes by the ending of the file's name, in letters of any case", () => {
  const files = ["a.json", "b.ndjson", "c.CSV", "/x.y/d.md", "e.tar.txt"];
  assertEquals(files.map(formOf), ["json", "ndjson", "csv", "markdown", "text"]);
});

Deno.test("formOf() refuses every other ending and names those it knows", () => {
  for (const file of ["", "a", "a.", "a.jsonl", "a.json/b", ".json/"]) {
    const error = assertThrows(() => formOf(file), Refusal, `'${file}'`);
    assertEquals(error.hint, "Let its name end in one of .json, .ndjson, .csv, .md, .txt");
  }
});
