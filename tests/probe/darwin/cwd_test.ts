import { assertEquals } from "@std/assert";
import { parseCwds } from "../../../src/probe/darwin/cwd.ts";
import { recorded } from "../paper.ts";

Deno.test("parseCwds() reads the directory of each process, escapes undone", () => {
  const cwds = parseCwds(recorded("macos-lsof/macos15_cwds.txt"));
  assertEquals(cwds.get(812), "/Users/alice/src/café app");
  assertEquals(cwds.get(629), "/");
  assertEquals(cwds.size, 5);
});

Deno.test("parseCwds() leaves out what is no path", () => {
  assertEquals(parseCwds("p1\nfcwd\nnvnode: Operation not permitted\n").size, 0);
  assertEquals(parseCwds("").size, 0);
});
