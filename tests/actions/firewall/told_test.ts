import { assertEquals } from "@std/assert";
import { nftables } from "../../../src/actions/firewall/nftables.ts";
import { toldBlock, toldCommands, toldPlan } from "../../../src/actions/firewall/told.ts";
import { blockOf, complained, SINCE, untimed } from "./paper_firewall.ts";

const reading = nftables.read([complained("Error: No such file or directory")]);

Deno.test("toldBlock() is a block as programs get it", () => {
  const told = { first: 80, last: 80, proto: "tcp", verdict: "reject", loopback: false } as const;
  const block = blockOf(80, { from: "10.0.0.0/8" });
  assertEquals(toldBlock({ block, firewall: nftables }), {
    ...told,
    ...{ from: "10.0.0.0/8", since: SINCE, firewall: "nftables" },
  });
  assertEquals(toldBlock({ block: untimed(blockOf(80)), firewall: nftables }), {
    ...told,
    ...{ from: "everyone", firewall: "nftables" },
  });
});

Deno.test("toldCommands() leaves out what takes a step back", () => {
  const undo = { argv: ["b"] };
  assertEquals(toldCommands([{ argv: ["a"], stdin: "x\n", undo } as { argv: string[] }, undo]), [
    { argv: ["a"], stdin: "x\n" },
    { argv: ["b"] },
  ]);
});

Deno.test("toldPlan() says what became of a plan", () => {
  const chosen = { firewall: nftables, reading };
  const there = [{ block: blockOf(81), firewall: nftables }];
  const steps = [{ argv: ["nft", "x"] }];
  const plan = { chosen, add: [blockOf(80)], there, steps, notes: ["Mind the gap."] };
  const { blocked, already, ...rest } = toldPlan(plan, "planned", plan.add) as {
    blocked: { first: number }[];
    already: { first: number }[];
  };
  assertEquals([blocked[0]?.first, already[0]?.first], [80, 81]);
  assertEquals(rest, {
    ...{ outcome: "planned", firewall: "nftables", lasts: "reload", notes: plan.notes },
    commands: [{ argv: ["nft", "x"] }],
  });
});
