import { assertEquals } from "@std/assert";
import { parsePfRules, pf } from "../../../src/actions/firewall/pf.ts";
import { blockOf, complained, NONE, printed, said, SINCE } from "./paper_firewall.ts";

const [INFO, MAIN, RULES] = ["pf-info", "pf-main", "pf-rules"].map(printed);
const answers = (info = INFO, main = MAIN, own = RULES, plain = said("")) =>
  [info, main, own, plain].map((one) => one ?? NONE);
const DISABLED = said("Status: Disabled for 0 days 00:12:03           Debug: Urgent\n");

Deno.test("pf is in charge where its rules look at an anchor that portik can have", () => {
  assertEquals(pf.read(answers()).state, "ready");
  assertEquals(pf.read(answers(INFO, said('anchor "portik" all\n'))).state, "ready");
  assertEquals(pf.read(answers(INFO, said("pass all\n"))).state, "off");
  assertEquals(pf.read([NONE, NONE, NONE, NONE]).state, "absent");
  const denied = complained("pfctl: /dev/pf: Permission denied");
  assertEquals(pf.read([denied, denied, denied, denied]).state, "denied");
});

Deno.test("parsePfRules() reads what pfctl prints", () => {
  assertEquals(parsePfRules(RULES?.stdout ?? ""), [
    blockOf(8080),
    blockOf(3000, {
      last: 3010,
      from: "2001:db8::/32",
      verdict: "drop",
      since: "2026-11-21T15:01:00Z",
    }),
    blockOf(53, {
      proto: "udp",
      from: "127.0.0.0/8",
      loopback: true,
      since: "2026-11-21T15:02:00Z",
    }),
  ]);
  assertEquals(parsePfRules("pass in all flags S/SA keep state\n"), []);
});

Deno.test("parsePfRules() knows all addresses of one family, which pfctl does not print", () => {
  const line = (family: string) =>
    `block drop in quick ${family} proto tcp from any to any port 80:80 label "portik ${SINCE}"\n`;
  const found = parsePfRules(line("inet") + line("inet6"));
  assertEquals(found.map(({ from }) => from), [
    { address: "0.0.0.0", prefix: 0 },
    { address: "::", prefix: 0 },
  ]);
});

Deno.test("pf gets its anchor anew as a whole, and the old one back where a later step fails", () => {
  const { steps } = pf.read(answers(INFO, MAIN, said("")));
  const argv = ["pfctl", "-a", "com.apple/portik", "-f", "-"];
  const rule = `proto tcp from any to any port 8080:8080 label "portik ${SINCE}"\n`;
  assertEquals(steps({ add: [blockOf(8080)], remove: [] }), [
    { argv, stdin: `block return in quick on ! lo0 ${rule}`, undo: { argv, stdin: "" } },
  ]);
  const all = blockOf(8080, { loopback: true, verdict: "drop" });
  assertEquals(steps({ add: [all], remove: [] })[0]?.stdin, `block drop in quick ${rule}`);
  const { own, steps: change } = pf.read(answers());
  const [kept] = change({ add: [], remove: own.slice(1) });
  assertEquals([parsePfRules(kept?.stdin ?? ""), parsePfRules(kept?.undo?.stdin ?? "")], [
    own.slice(0, 1),
    own,
  ]);
  const [emptied] = change({ add: [], remove: own });
  assertEquals(emptied?.argv, ["pfctl", "-a", "com.apple/portik", "-F", "rules"]);
});

Deno.test("pf is turned on where it is off, and portik says so", () => {
  const { state, steps, notes } = pf.read(answers(DISABLED));
  assertEquals([state, notes?.length], ["ready", 1]);
  assertEquals(steps({ add: [blockOf(80)], remove: [] }).at(-1), { argv: ["pfctl", "-e"] });
  assertEquals(steps({ add: [], remove: [blockOf(8080)] }).length, 1);
});
