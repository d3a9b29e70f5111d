import { assertEquals } from "@std/assert";
import { parseTasklist } from "../../../src/probe/windows/tasklist.ts";
import { recorded } from "../paper.ts";

for (const file of ["english", "german_cp850", "french_cp850", "japanese_cp932"]) {
  Deno.test(`parseTasklist() reads names by pid where Windows speaks ${file}`, () => {
    const names = parseTasklist(recorded(`windows-tasklist/${file}.csv`));
    assertEquals([...names].slice(0, 3), [
      [0, "System Idle Process"],
      [4, "System"],
      [1052, "svchost.exe"],
    ]);
    assertEquals(names.get(8120), "node.exe");
    assertEquals(names.size, 9);
  });
}

Deno.test("parseTasklist() leaves out what is not a row", () => {
  assertEquals(parseTasklist("INFO: No tasks are running.\r\n").size, 0);
  assertEquals(parseTasklist('"Image Name","PID","Session Name"\r\n').size, 0);
});
