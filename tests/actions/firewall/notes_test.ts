import { assertEquals } from "@std/assert";
import type { FirewallName } from "../../../src/actions/firewall/firewall.ts";
import { FIREWALLS } from "../../../src/actions/firewall/mod.ts";
import { notesOn } from "../../../src/actions/firewall/notes.ts";
import { blockOf } from "./paper_firewall.ts";

function notes(name: FirewallName, { loopback = false, published = false } = {}): string {
  return FIREWALLS.filter((one) => one.name === name).flatMap((firewall) => {
    const reading = { state: "ready", own: [], steps: () => [], notes: ["Mind the gap."] } as const;
    return notesOn({ firewall, reading }, { blocks: [blockOf(80, { loopback })], published });
  }).join(" ");
}

Deno.test("notesOn() says what a block in this firewall does and does not do", () => {
  const said = (name: FirewallName) =>
    ["--loopback", "leaves the loopback", "stay open", "are cut", "wait instead", "Mind the gap"]
      .filter((words) => notes(name).includes(words)).join(", ");
  assertEquals(said("nftables"), "--loopback, are cut, Mind the gap");
  assertEquals(said("ufw"), "leaves the loopback, stay open, Mind the gap");
  assertEquals(said("netsh"), "leaves the loopback, wait instead, Mind the gap");
  assertEquals(notes("nftables", { loopback: true }).includes("Clients on this machine"), false);
});

Deno.test("notesOn() says where a published port stays open", () => {
  const said = (name: FirewallName, published: boolean) =>
    notes(name, { published }).includes("the published port of a container still gets through");
  assertEquals([said("ufw", true), said("ufw", false), said("nftables", true)], [
    true,
    false,
    false,
  ]);
});

Deno.test("notesOn() says how long it lasts", () => {
  const last = (name: FirewallName) => notes(name).replace(/^.*\. It /, "It ");
  assertEquals([last("nftables"), last("pf"), last("netsh")], [
    "It lasts until nftables is reloaded or the machine is rebooted.",
    "It lasts until the machine is rebooted.",
    "It outlasts a reboot.",
  ]);
});
