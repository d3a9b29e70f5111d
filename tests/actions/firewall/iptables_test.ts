import { assertEquals } from "@std/assert";
import { iptables } from "../../../src/actions/firewall/iptables.ts";
import { targetText } from "../../../src/actions/firewall/port_block.ts";
import { blockOf, complained, NONE, printed, said, SINCE } from "./paper_firewall.ts";

const EMPTY = said("-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n");
const restore = (program: string, ...lines: string[]) => ({
  argv: [program, "-w", "5", "--noflush"],
  stdin: `*filter\n${lines.join("\n")}\nCOMMIT\n`,
});
const CHAIN = ["-N PORTIK", "-I PORTIK 1 -m conntrack --ctdir REPLY -j RETURN"];
const JUMPS = ["-I INPUT 1 -j PORTIK", "-I FORWARD 1 -m conntrack --ctstate DNAT -j PORTIK"];
const GONE = [
  "-D FORWARD -m conntrack --ctstate DNAT -j PORTIK",
  "-D INPUT -j PORTIK",
  "-D PORTIK -m conntrack --ctdir REPLY -j RETURN",
  "-X PORTIK",
];
const RULE = (block: string, match: string, tag: string) =>
  `PORTIK ${match} -m conntrack --ctorigdstport ${block} -m comment --comment "portik ${tag} since ${SINCE}"`;

Deno.test("iptables reads both families, and each block once", () => {
  const { state, own } = iptables.read([printed("iptables"), printed("ip6tables")]);
  assertEquals(state, "ready");
  assertEquals(own.map(targetText), [
    "8080/tcp from everyone",
    "3000-3010/tcp from everyone",
    "53/udp from everyone",
    "22/tcp from 10.0.0.0/8",
  ]);
});

Deno.test("iptables has no blocks where nothing leads into their chain", () => {
  const [four, six] = ["iptables", "ip6tables"].map((name) =>
    said(printed(name).stdout.replace("-A INPUT -j PORTIK\n", ""))
  );
  const { own, steps } = iptables.read([four ?? NONE, six ?? NONE]);
  assertEquals(own, []);
  // They must not come to life again with the first new one.
  const [step] = steps({ add: [blockOf(1)], remove: [] });
  assertEquals(step?.stdin?.match(/^-D PORTIK /gm)?.length, 4);
  assertEquals(step?.stdin?.includes("-I INPUT 1 -j PORTIK\n"), true);
});

Deno.test("iptables is told from one that is missing, denied or broken", () => {
  const denied = complained("iptables v1.8.9: Permission denied (you must be root)", 4);
  const answers = [NONE, denied, complained("can't initialize iptables table `filter'", 3)];
  assertEquals(answers.map((one) => iptables.read([one, one]).state), [
    "absent",
    "denied",
    "broken",
  ]);
});

Deno.test("iptables makes its chain in both families, with the ways into it and what takes it back", () => {
  const { steps } = iptables.read([EMPTY, EMPTY]);
  const rule = `${
    RULE("8080", "! -i lo -p tcp", "reject 8080/tcp from everyone")
  } -j REJECT --reject-with tcp-reset`;
  assertEquals(
    steps({ add: [blockOf(8080)], remove: [] }),
    ["iptables-restore", "ip6tables-restore"].map((program) => ({
      ...restore(program, ...CHAIN, ...JUMPS, `-A ${rule}`),
      undo: restore(program, `-D ${rule}`, ...GONE),
    })),
  );
});

Deno.test("iptables goes by one family for an address of it, and by DOCKER-USER where Docker is", () => {
  const docker = said(
    "-P INPUT ACCEPT\n-P FORWARD DROP\n-N DOCKER-USER\n-A FORWARD -j DOCKER-USER\n",
  );
  const { steps } = iptables.read([docker, EMPTY]);
  const change = blockOf(53, {
    last: 54,
    proto: "udp",
    verdict: "drop",
    from: "10.0.0.0/8",
    loopback: true,
  });
  const [step, ...more] = steps({ add: [change], remove: [] });
  const rule = RULE("53:54", "-s 10.0.0.0/8 -p udp", "drop 53-54/udp from 10.0.0.0/8 and loopback");
  const jumps = ["-I INPUT 1 -j PORTIK", "-I DOCKER-USER 1 -m conntrack --ctstate DNAT -j PORTIK"];
  assertEquals([step?.stdin, more], [
    restore("", ...CHAIN, ...jumps, `-A ${rule} -j DROP`).stdin,
    [],
  ]);
});

Deno.test("iptables names the rules that go, and with the last one takes away the chain", () => {
  const { own, steps } = iptables.read([printed("iptables"), printed("ip6tables")]);
  const rules = printed("iptables").stdout.match(/(?<=^-A )PORTIK .*comment.*$/gm) ?? [];
  assertEquals(rules.length, 4);
  const [four, six] = steps({ add: [], remove: own.slice(2) });
  assertEquals(four, {
    ...restore("iptables-restore", `-D ${rules[2]}`, `-D ${rules[3]}`),
    undo: restore("iptables-restore", `-A ${rules[3]}`, `-A ${rules[2]}`),
  });
  assertEquals(six?.stdin?.match(/^-/gm)?.length, 1);
  const [all] = steps({ add: [], remove: own });
  assertEquals(
    all?.stdin,
    restore("", ...rules.map((rule) => `-D ${rule}`), ...GONE).stdin,
  );
  assertEquals(
    all?.undo?.stdin,
    restore("", ...CHAIN, ...JUMPS, ...rules.toReversed().map((rule) => `-A ${rule}`)).stdin,
  );
});

Deno.test("iptables says where nothing can be closed for IPv6", () => {
  const { notes, steps } = iptables.read([EMPTY, NONE]);
  assertEquals(notes, ["Nothing is closed for IPv6: ip6tables is not installed."]);
  assertEquals(steps({ add: [blockOf(80)], remove: [] }).length, 1);
});
