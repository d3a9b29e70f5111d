import { assertEquals, assertThrows } from "@std/assert";
import type { Change, FirewallName } from "../../../src/actions/firewall/firewall.ts";
import { FIREWALLS } from "../../../src/actions/firewall/mod.ts";
import { blockFor, placed, planBlocks } from "../../../src/actions/firewall/plan.ts";
import type { PortBlock } from "../../../src/actions/firewall/port_block.ts";
import type { Surveyed } from "../../../src/actions/firewall/survey.ts";
import { parseNetwork } from "../../../src/model/network.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import { blockOf, untimed } from "./paper_firewall.ts";

/** A firewall that is ready, with these blocks in it; its commands say what they were made for. */
function ready(name: FirewallName, ...own: PortBlock[]): Surveyed {
  const firewall = FIREWALLS.find((one) => one.name === name);
  if (!firewall) throw new Error(name);
  const steps = ({ add, remove }: Change) => [{ argv: [name, `+${add.length} -${remove.length}`] }];
  return { firewall, reading: { state: "ready", own, steps } };
}

function planned(chosen: Surveyed, surveyed: readonly Surveyed[], blocks: readonly PortBlock[]) {
  return planBlocks(chosen, { blocks, surveyed, published: false });
}

Deno.test("planBlocks() adds what is missing, and leaves alone what is there", () => {
  const nft = ready("nftables", untimed(blockOf(80)));
  const plan = planned(nft, [nft], [blockOf(80), blockOf(81)]);
  assertEquals(plan.add, [blockOf(81)]);
  assertEquals(plan.there.map(({ block }) => block.first), [80]);
  assertEquals(plan.steps, [{ argv: ["nftables", "+1 -0"] }]);
  assertEquals(planned(nft, [nft], [blockOf(80)]).steps, []);
});

Deno.test("planBlocks() replaces a block of the same target that does something else", () => {
  const nft = ready("nftables", blockOf(80), blockOf(80, { from: "10.0.0.0/8" }));
  const { steps } = planned(nft, [nft], [blockOf(80, { verdict: "drop" })]);
  assertEquals(steps, [{ argv: ["nftables", "+1 -1"] }]);
});

Deno.test("planBlocks() counts what another firewall has already", () => {
  const [ufw, nft] = [ready("ufw"), ready("nftables", blockOf(80))];
  const { there, steps } = planned(ufw, [ufw, nft], [blockOf(80)]);
  assertEquals([there[0]?.firewall.name, steps], ["nftables", []]);
  const off = { ...nft, reading: { ...nft.reading, state: "off" as const } };
  assertEquals(planned(ufw, [ufw, off], [blockOf(80)]).there, []);
  assertEquals([placed([ufw, nft]).length, placed([ufw, off]).length], [1, 0]);
});

Deno.test("planBlocks() refuses what the firewall has no way to do", () => {
  const { firewall, reading } = ready("iptables");
  const notes = ["Nothing is closed for IPv6: ip6tables is not installed."];
  const four = { firewall, reading: { ...reading, steps: () => [], notes } };
  const refusal = assertThrows(
    () => planned(four, [four], [blockOf(80, { from: "2001:db8::1" })]),
    Refusal,
    "iptables cannot block 80/tcp from 2001:db8::1: Nothing is closed for IPv6: ip6tables is not",
  );
  assertEquals(refusal.exit, 4);
});

Deno.test("blockFor() makes of a wish what the firewall can do", () => {
  const range = { first: 80, last: 80, proto: "tcp" } as const;
  const block = (name: FirewallName, wish: object = {}) =>
    blockFor(ready(name).firewall, range, { drop: false, loopback: false, ...wish });
  const words = ({ verdict, loopback }: PortBlock) => `${verdict} ${loopback}`;
  assertEquals(words(block("nftables")), "reject false");
  assertEquals(words(block("nftables", { drop: true, loopback: true })), "drop true");
  assertEquals(words(block("nftables", { from: parseNetwork("127.0.0.1") })), "reject true");
  assertEquals(words(block("netsh")), "drop false");
  assertThrows(() => block("ufw", { loopback: true }), Refusal, "ufw cannot close 80/tcp");
});
