import { assertEquals } from "@std/assert";
import { firewalld, parseZones } from "../../../src/actions/firewall/firewalld.ts";
import { blockOf, complained, NONE, printed, said, untimed } from "./paper_firewall.ts";

const RUNNING = [said("running\n"), said("public\n"), printed("firewalld")];

Deno.test("firewalld is in charge where it runs", () => {
  const stopped = complained("not running\n", 252);
  const denied = complained("Authorization failed.\n    Make sure polkit agent is running", 253);
  assertEquals(firewalld.read(RUNNING).state, "ready");
  assertEquals(firewalld.read([stopped, stopped, stopped]).state, "off");
  assertEquals(firewalld.read([NONE, NONE, NONE]).state, "absent");
  assertEquals(firewalld.read([said("running\n"), denied, denied]).state, "denied");
});

Deno.test("parseZones() finds the zones in use, and portik's rules among others", () => {
  const zones = parseZones(printed("firewalld").stdout);
  assertEquals(zones.map(({ name, active }) => [name, active]), [["block", false], [
    "public",
    true,
  ]]);
  assertEquals(zones[1]?.rules.map(({ block }) => block), [
    untimed(blockOf(8080, { proto: "udp" })),
    untimed(blockOf(8080, { from: "2001:db8::/32", verdict: "drop" })),
    untimed(blockOf(3000, { last: 3010 })),
  ]);
  const [zone] = parseZones("home (default, active)\n  target: default\n");
  assertEquals([zone?.name, zone?.active], ["home", true]);
});

Deno.test("firewalld gets a rule in each zone that is in use, and in the one for all else", () => {
  const { steps } = firewalld.read([said("running\n"), said("home\n"), printed("firewalld")]);
  const rule = 'rule priority="-31077" family="ipv4" source address="10.0.0.0/8" ' +
    'port port="53-54" protocol="udp" reject';
  assertEquals(
    steps({ add: [blockOf(53, { last: 54, proto: "udp", from: "10.0.0.0/8" })], remove: [] }),
    ["home", "public"].map((zone) => ({
      argv: ["firewall-cmd", `--zone=${zone}`, `--add-rich-rule=${rule}`],
      undo: { argv: ["firewall-cmd", `--zone=${zone}`, `--remove-rich-rule=${rule}`] },
    })),
  );
});

Deno.test("firewalld's rules go from where they are", () => {
  const { own, steps } = firewalld.read(RUNNING);
  assertEquals(steps({ add: [], remove: own.slice(0, 1) }).map(({ argv }) => argv), [[
    "firewall-cmd",
    "--zone=public",
    '--remove-rich-rule=rule priority="-31077" port port="8080" protocol="udp" reject',
  ]]);
});
