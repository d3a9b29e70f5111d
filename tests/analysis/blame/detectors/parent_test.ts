import { assertEquals } from "@std/assert";
import { parent } from "../../../../src/analysis/blame/detectors/parent.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

Deno.test("parent() names the parent, and of pid 1 that it is pid 1", () => {
  const below = parent(caseFor(lineOf(SYSTEMD, { name: "launcher" }, {})));
  assertEquals([below?.kind, below?.name, below?.confidence], ["parent", "launcher", "certain"]);
  const first = parent(caseFor(lineOf({ name: "tini" }, {})));
  assertEquals([first?.kind, first?.name, first?.confidence], ["init", "tini", "guess"]);
});

Deno.test("parent() is silent where none was seen", () => {
  assertEquals(parent(caseFor(lineOf({ name: "node" }))), undefined);
  assertEquals(parent(caseFor([], { socket: { holders: [] } })), undefined);
});
