import { assertEquals } from "@std/assert";
import { netsh, parseNetshRules } from "../../../src/actions/firewall/netsh.ts";
import { blockOf, NONE, printed, said, SINCE } from "./paper_firewall.ts";

const [REGISTRY, RULES] = ["windows-registry", "netsh-de"].map(printed);
const read = (registry = REGISTRY, rules = RULES) => netsh.read([registry ?? NONE, rules ?? NONE]);

Deno.test("netsh is in charge unless the firewall is off for every kind of network", () => {
  assertEquals(read().state, "ready");
  assertEquals(read(said((REGISTRY?.stdout ?? "").replaceAll("0x1", "0x0"))).state, "off");
  assertEquals(netsh.read([NONE, NONE]).state, "absent");
  // It exits with 1 where there is no rule.
  const none = { code: 1, stdout: "\r\nNo rules match the specified criteria.\r\n", stderr: "" };
  assertEquals([read(REGISTRY, none).state, read(REGISTRY, none).own], ["ready", []]);
});

Deno.test("parseNetshRules() finds portik's rules in any language", () => {
  const blocks = [
    blockOf(8080, { verdict: "drop" }),
    blockOf(3000, {
      ...{ last: 3010, proto: "udp", verdict: "drop", from: "10.0.0.0/8" },
      since: "2026-11-21T15:01:00Z",
    }),
  ];
  const text = RULES?.stdout ?? "";
  assertEquals(parseNetshRules(text), blocks);
  assertEquals(parseNetshRules(text.replaceAll("\n", "\r\n")), blocks);
});

Deno.test("netsh gets one command for each rule, and another that takes it back", () => {
  const { steps } = read();
  const block = blockOf(3000, { last: 3010, proto: "udp", verdict: "drop", from: "2001:db8::/32" });
  const rule = ["netsh", "advfirewall", "firewall"];
  const name = "name=portik 3000-3010/udp from 2001:db8::/32";
  const added = {
    argv: [
      ...[...rule, "add", "rule", name, "dir=in", "action=block", "protocol=UDP"],
      ...["localport=3000-3010", "remoteip=2001:db8::/32", `description=portik since ${SINCE}`],
    ],
  };
  const deleted = { argv: [...rule, "delete", "rule", name, "dir=in"] };
  assertEquals(steps({ add: [block], remove: [] }), [{ ...added, undo: deleted }]);
  assertEquals(steps({ add: [], remove: [block] }), [{ ...deleted, undo: added }]);
  const [everyone] = steps({ add: [blockOf(80, { verdict: "drop" })], remove: [] });
  assertEquals(everyone?.argv.includes("remoteip=any"), true);
});
