import { assertEquals } from "@std/assert";
import { targetText } from "../../../src/actions/firewall/port_block.ts";
import { parseUfwStatus, ufw } from "../../../src/actions/firewall/ufw.ts";
import { blockOf, complained, NONE, printed, said, SINCE } from "./paper_firewall.ts";

Deno.test("ufw is in charge where it is active", () => {
  const answers = [
    printed("ufw"),
    said("Status: inactive\n"),
    NONE,
    complained("ERROR: You need to be root to run this script\n"),
  ];
  assertEquals(answers.map((one) => ufw.read([one]).state), ["ready", "off", "absent", "denied"]);
});

Deno.test("parseUfwStatus() finds portik's rules by their comments, each once", () => {
  const blocks = parseUfwStatus(printed("ufw").stdout);
  assertEquals(blocks.map((one) => [targetText(one), one.verdict, one.since]), [
    ["53/udp from everyone", "reject", "2026-11-21T16:41:24Z"],
    ["3000-3010/tcp from everyone", "reject", "2026-11-21T16:41:24Z"],
    ["8080/tcp from everyone", "reject", "2026-11-21T16:41:24Z"],
    ["25/tcp from 2001:db8::/32", "drop", "2026-11-21T16:41:28Z"],
  ]);
});

Deno.test("ufw gets one command for each rule, and another that takes it back", () => {
  const { steps } = ufw.read([said("Status: active\n")]);
  const range = blockOf(3000, { last: 3010, from: "10.0.0.0/8", verdict: "drop" });
  const rule = "deny proto tcp from 10.0.0.0/8 port 1:65535 to any port 3000:3010".split(" ");
  const tag = `portik drop 3000-3010/tcp from 10.0.0.0/8 since ${SINCE}`;
  const added = { argv: ["ufw", "prepend", ...rule, "comment", tag] };
  const deleted = { argv: ["ufw", "delete", ...rule] };
  assertEquals(steps({ add: [range], remove: [] }), [{ ...added, undo: deleted }]);
  assertEquals(steps({ add: [], remove: [range] }), [{ ...deleted, undo: added }]);
  const [everyone] = steps({ add: [blockOf(53, { proto: "udp" })], remove: [] });
  assertEquals(
    everyone?.argv.slice(0, -2).join(" "),
    "ufw prepend reject proto udp from any port 1:65535 to any port 53",
  );
});
