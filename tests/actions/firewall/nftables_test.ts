import { assertEquals } from "@std/assert";
import { nftables, parseNftTable } from "../../../src/actions/firewall/nftables.ts";
import { targetText } from "../../../src/actions/firewall/port_block.ts";
import { blockOf, complained, NONE, printed, said, SINCE } from "./paper_firewall.ts";

const NO_TABLE = complained("Error: No such file or directory\nlist table inet portik\n");
const HEAD = "add table inet portik; " +
  "add chain inet portik prerouting { type filter hook prerouting priority -150; policy accept; }; " +
  "insert rule inet portik prerouting ct direction reply accept; ";

Deno.test("nftables is ready with and without a table, and not where nft will not answer", () => {
  const states = [
    printed("nft"),
    NO_TABLE,
    NONE,
    complained("Operation not permitted (you must be root)"),
  ]
    .map((answer) => nftables.read([answer]).state);
  assertEquals(states, ["ready", "ready", "absent", "denied"]);
  assertEquals(nftables.read([complained("Protocol not supported")]).state, "broken");
});

Deno.test("parseNftTable() finds portik's rules with their numbers", () => {
  const rules = parseNftTable(printed("nft").stdout);
  assertEquals(rules.map(({ handle, block }) => [handle, targetText(block), block.verdict]), [
    [3, "8080/tcp from everyone", "reject"],
    [4, "3000-3010/tcp from everyone", "reject"],
    [5, "53/udp from everyone", "reject"],
    [6, "22/tcp from 2001:db8::/32", "drop"],
  ]);
  assertEquals(rules.map(({ block }) => block.loopback), [false, false, false, true]);
  assertEquals(parseNftTable(NO_TABLE.stdout), []);
});

Deno.test("nftables makes its table with the first block", () => {
  const { steps } = nftables.read([NO_TABLE]);
  const tag = (text: string) => `comment "portik ${text} since ${SINCE}"`;
  const rule = "add rule inet portik prerouting fib daddr type != unicast";
  const cases = [
    [
      blockOf(8080),
      `iifname != "lo" tcp dport 8080 reject with tcp reset ${
        tag("reject 8080/tcp from everyone")
      }`,
    ],
    [
      blockOf(53, { last: 54, proto: "udp", from: "10.0.0.0/8", loopback: true }),
      `ip saddr 10.0.0.0/8 udp dport 53-54 reject ${
        tag("reject 53-54/udp from 10.0.0.0/8 and loopback")
      }`,
    ],
    [
      blockOf(22, { from: "2001:db8::/32", verdict: "drop" }),
      `iifname != "lo" ip6 saddr 2001:db8::/32 tcp dport 22 drop ${
        tag("drop 22/tcp from 2001:db8::/32")
      }`,
    ],
  ] as const;
  for (const [block, words] of cases) {
    assertEquals(steps({ add: [block], remove: [] }), [{
      argv: ["nft", `${HEAD}${rule} ${words}`],
    }]);
  }
});

Deno.test("nftables takes rules away by their numbers, and with the last one the table", () => {
  const { own, steps } = nftables.read([printed("nft")]);
  const [some] = steps({ add: [], remove: own.slice(1, 3) });
  assertEquals(
    some?.argv.slice(1),
    ["delete rule inet portik prerouting handle 4; delete rule inet portik prerouting handle 5"],
  );
  const [all] = steps({ add: [], remove: own });
  assertEquals(all?.argv, ["nft", "delete table inet portik"]);
  // What takes it back is what made it.
  const { steps: first } = nftables.read([NO_TABLE]);
  assertEquals(all?.undo, { argv: first({ add: own, remove: [] })[0]?.argv ?? [] });
  const { steps: more } = nftables.read([printed("nft")]);
  assertEquals(some?.undo, { argv: more({ add: own.slice(1, 3), remove: [] })[0]?.argv ?? [] });
});

Deno.test("nftables sets its chain up again where somebody has emptied it", () => {
  const flushed = printed("nft").stdout.split("\n").filter((line) => !line.includes("accept #"));
  const [step] = nftables.read([said(flushed.join("\n"))]).steps({ add: [blockOf(1)], remove: [] });
  assertEquals(step?.argv[1]?.startsWith(HEAD), true);
});

Deno.test("nftables replaces a rule in one transaction", () => {
  const { own, steps } = nftables.read([printed("nft")]);
  const [step] = steps({ add: [blockOf(8080, { verdict: "drop" })], remove: own.slice(0, 1) });
  assertEquals(
    step?.argv[1]?.startsWith("delete rule inet portik prerouting handle 3; add rule "),
    true,
  );
});
