import { assertEquals, assertThrows } from "@std/assert";
import type { FirewallName, FirewallState } from "../../../src/actions/firewall/firewall.ts";
import { inCharge, type Wish } from "../../../src/actions/firewall/in_charge.ts";
import { FIREWALLS } from "../../../src/actions/firewall/mod.ts";
import type { Surveyed } from "../../../src/actions/firewall/survey.ts";
import { Refusal } from "../../../src/model/refusal.ts";

type States = Partial<Record<FirewallName, FirewallState>>;

function surveyed(states: States): readonly Surveyed[] {
  return FIREWALLS.flatMap((firewall) => {
    const state = states[firewall.name];
    if (state === undefined) return [];
    return [{ firewall, reading: { state, reason: `is ${state}`, own: [], steps: () => [] } }];
  });
}

function chosen(states: States, wish: Partial<Wish> = {}): FirewallName {
  return inCharge(surveyed(states), { published: false, dryRun: false, ...wish }).firewall.name;
}

Deno.test("inCharge() takes who manages the others first", () => {
  const all = { firewalld: "ready", ufw: "ready", nftables: "ready", iptables: "ready" } as const;
  assertEquals(chosen(all), "firewalld");
  assertEquals(chosen({ ...all, firewalld: "off" }), "ufw");
  assertEquals(chosen({ ...all, firewalld: "absent", ufw: "off" }), "nftables");
  assertEquals(chosen({ nftables: "broken", iptables: "ready" }), "iptables");
  assertEquals([chosen({ pf: "ready" }), chosen({ netsh: "ready" })], ["pf", "netsh"]);
});

Deno.test("inCharge() takes who sees what goes to a container, where one publishes the port", () => {
  assertEquals(chosen({ ufw: "ready", nftables: "ready" }, { published: true }), "nftables");
  assertEquals(chosen({ firewalld: "ready", iptables: "ready" }, { published: true }), "iptables");
  assertEquals(chosen({ ufw: "ready" }, { published: true }), "ufw");
});

Deno.test("inCharge() says why there is none, and what would help", () => {
  const refused = (states: States, wish: Partial<Wish> = {}) =>
    assertThrows(() => chosen(states, wish), Refusal);
  const denied = refused({ ufw: "denied", nftables: "denied" });
  assertEquals([denied.code, denied.exit, denied.message.includes("EPERM")], [
    "needs-root",
    5,
    true,
  ]);
  const none = refused({ firewalld: "absent", nftables: "absent" });
  assertEquals([none.code, none.exit, none.message.includes("firewalld is absent")], [
    ...["no-firewall", 4, true],
  ]);
  assertEquals(refused({}, { only: "pf" }).message, "pf is no firewall on this system");
  assertEquals(refused({}).message, "no firewall is known on this system");
  const off = refused({ ufw: "off" }, { only: "ufw" });
  assertEquals([off.message, off.exit], ["ufw is off", 4]);
});

Deno.test("inCharge() does not pass over a firewall that did not answer in time", () => {
  const refusal = assertThrows(() => chosen({ ufw: "silent", nftables: "ready" }), Refusal);
  assertEquals([refusal.code, refusal.exit], ["no-answer", 4]);
  assertEquals(chosen({ nftables: "ready", iptables: "silent" }), "nftables");
});

Deno.test("inCharge() lets a dry run have a firewall that is not ready, where that is named", () => {
  const states = { nftables: "denied" } as const;
  assertEquals(chosen(states, { dryRun: true, only: "nftables" }), "nftables");
  const dryRun = { dryRun: true, only: "ufw" } as const;
  assertEquals(chosen({ ufw: "off" }, dryRun), "ufw");
  assertThrows(() => chosen({ ufw: "absent" }, dryRun), Refusal);
  assertThrows(() => chosen(states, { dryRun: true }), Refusal);
  assertThrows(() => chosen(states, { only: "nftables" }), Refusal);
});
