import { assertEquals } from "@std/assert";
import type { Firewall, FirewallState } from "../../../src/actions/firewall/firewall.ts";
import { FIREWALLS } from "../../../src/actions/firewall/mod.ts";
import { blockOf, NONE } from "./paper_firewall.ts";

Deno.test("every firewall has a question to ask, and is absent where its programs are", () => {
  const states = FIREWALLS.map(({ asks, read }) => read(asks.map(() => NONE)).state);
  assertEquals(states, FIREWALLS.map((): FirewallState => "absent"));
});

Deno.test("every firewall tells its commands even where it did not answer", () => {
  const stepsOf = ({ asks, read, rejects }: Firewall) =>
    read(asks.map(() => ({ failed: "EPERM" }))).steps({
      add: [blockOf(80, { verdict: rejects ? "reject" : "drop" })],
      remove: [],
    });
  for (const firewall of FIREWALLS) {
    const steps = stepsOf(firewall);
    assertEquals(steps.length > 0, true, firewall.name);
    assertEquals(steps.every(({ argv }) => !["sh", "bash", "cmd"].includes(argv[0] ?? "")), true);
  }
});
