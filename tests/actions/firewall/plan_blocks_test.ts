import { assertEquals, assertStringIncludes } from "@std/assert";
import { nftables } from "../../../src/actions/firewall/nftables.ts";
import {
  closingWords,
  commandBlocks,
  doneWords,
  planWords,
} from "../../../src/actions/firewall/plan_blocks.ts";
import type { Plan } from "../../../src/actions/firewall/plan.ts";
import type { Block } from "../../../src/model/report.ts";
import { textOf } from "../../commands/paper_world.ts";
import { blockOf, complained } from "./paper_firewall.ts";

const reading = nftables.read([complained("Error: No such file or directory")]);
const PLAN: Plan = {
  chosen: { firewall: nftables, reading },
  add: [blockOf(80), blockOf(53, { proto: "udp" })],
  there: [{ block: blockOf(81), firewall: nftables }],
  steps: [{ argv: ["nft", "x"] }, { argv: ["pfctl", "-f", "-"], stdin: "a b\nc\n" }],
  notes: ["Mind the gap."],
};

const words = (blocks: readonly Block[]) =>
  textOf({ kind: "block", data: {}, blocks, gaps: [], exit: 0 }).replaceAll("\n", " ").trim();

Deno.test("planWords() says what is there, what would be done, and by which commands", () => {
  assertEquals(
    words(planWords(PLAN, "portik would block")),
    "81/tcp is blocked for everyone already, by nftables: nothing to do. " +
      "portik would block 80/tcp and 53/udp for everyone, by nftables:   nft x   " +
      "printf '%s\\n' 'a b' c | pfctl -f -",
  );
  assertEquals(commandBlocks(PLAN.steps).map(({ kind }) => kind), ["command", "command"]);
});

Deno.test("doneWords() tells blocks in force from those that are not", () => {
  const text = words(doneWords(PLAN, PLAN.add.slice(0, 1)));
  assertStringIncludes(text, "80/tcp is blocked for everyone, by nftables.");
  assertStringIncludes(text, "53/udp is not blocked: nftables took the rule");
});

Deno.test("closingWords() has the command that opens it again", () => {
  assertStringIncludes(words(closingWords(PLAN, ["portik"])), "portik unblock 80,53/udp");
  assertStringIncludes(words(closingWords(PLAN, ["portik"])), "Mind the gap.");
  const from = { ...PLAN, add: [blockOf(80, { from: "10.0.0.0/8" })] };
  assertStringIncludes(
    words(closingWords(from, ["portik"])),
    "portik unblock 80 --from 10.0.0.0/8",
  );
});
