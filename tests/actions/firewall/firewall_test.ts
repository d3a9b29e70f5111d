import { assertEquals } from "@std/assert";
import { FIREWALL_NAMES } from "../../../src/actions/firewall/firewall.ts";
import { FIREWALLS } from "../../../src/actions/firewall/mod.ts";

Deno.test("FIREWALL_NAMES are those of all firewalls, in their order", () => {
  assertEquals(FIREWALLS.map(({ name }) => name), [...FIREWALL_NAMES]);
});
