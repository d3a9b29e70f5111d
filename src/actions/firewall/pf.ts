import { formatNetwork, parseNetwork } from "../../model/network.ts";
import type { ProgramRun, Step } from "../step.ts";
import { complaintOf, stdoutOf } from "./complaint.ts";
import type { Change, Firewall } from "./firewall.ts";
import { type PortBlock, targetText } from "./port_block.ts";

/**
 * pf of macOS (`pf.conf(5)`, `pfctl(8)`), by an anchor of portik's own. An anchor counts only where the main
 * rules name it. Those that macOS comes with name `com.apple/*`, so `com.apple/portik` works without a
 * change to `/etc/pf.conf`; otherwise an `anchor "portik"` that somebody has written there does.
 */
export const pf: Firewall = {
  name: "pf",
  os: "darwin",
  asks: [
    ["pfctl", "-s", "info"],
    ["pfctl", "-s", "rules"],
    ["pfctl", "-a", "com.apple/portik", "-s", "rules"],
    ["pfctl", "-a", "portik", "-s", "rules"],
  ],
  rejects: true,
  closesLoopback: true,
  closesPublished: true,
  lasts: "reboot",
  read([info, main, ...anchors]) {
    const complaint = complaintOf(info) ?? complaintOf(main);
    const anchor = complaint ? "com.apple/portik" : anchorIn(stdoutOf(main));
    // An anchor that nobody has filled is no error to some versions, and is to others.
    const [apple = [], plain = []] = anchors.map((answer) => parsePfRules(stdoutOf(answer)));
    const own = anchor === "portik" ? plain : apple;
    const enable = /^Status: Disabled/m.test(stdoutOf(info));
    return {
      ...(complaint ?? (anchor === undefined ? NO_ANCHOR : { state: "ready" })),
      own,
      steps: (change) => stepsOf(change, { own, anchor: anchor ?? "portik", enable }),
      notes: enable ? ["pf was off and is on from then on; sudo pfctl -d turns it off."] : [],
    };
  },
};

const NO_ANCHOR = {
  state: "off",
  reason: 'would not look at rules of portik: write anchor "portik" into /etc/pf.conf, ' +
    "and load it by pfctl -f /etc/pf.conf",
} as const;

function anchorIn(rules: string): string | undefined {
  if (/^anchor "com\.apple\/\*"/m.test(rules)) return "com.apple/portik";
  return /^anchor "portik"/m.test(rules) ? "portik" : undefined;
}

const RULE =
  /^block (return|drop) in quick (on ! lo0 )?(?:(inet6?) )?proto (tcp|udp) from (\S+) to any port (\d+):(\d+) label "portik ?([^"]*)"$/gm;

/** The blocks in what `pfctl -s rules` prints of an anchor. */
export function parsePfRules(text: string): PortBlock[] {
  return [...text.matchAll(RULE)].map(
    ([, verdict, others, family, proto, from = "any", first, last, since]): PortBlock => ({
      ...{ first: Number(first), last: Number(last), loopback: others === undefined },
      proto: proto === "udp" ? "udp" : "tcp",
      verdict: verdict === "drop" ? "drop" : "reject",
      ...networkOf(from, family),
      ...(since ? { since } : {}),
    }),
  );
}

/** All addresses of one family are `any` to pfctl, which then names the family alone. */
function networkOf(from: string, family: string | undefined): Pick<PortBlock, "from"> {
  if (from !== "any") return { from: parseNetwork(from) };
  return family === undefined
    ? {}
    : { from: parseNetwork(family === "inet" ? "0.0.0.0/0" : "::/0") };
}

/** How the anchor stands. */
interface Anchor {
  readonly own: readonly PortBlock[];
  readonly anchor: string;
  /** pf is off. */
  readonly enable: boolean;
}

/** The whole anchor is loaded anew, in one step. */
function stepsOf({ add, remove }: Change, { own, anchor, enable }: Anchor): Step[] {
  const targets = new Set(remove.map(targetText));
  const after = [...own.filter((block) => !targets.has(targetText(block))), ...add];
  const load = (blocks: readonly PortBlock[]): ProgramRun => ({
    argv: ["pfctl", "-a", anchor, "-f", "-"],
    stdin: blocks.map((block) => `${ruleOf(block)}\n`).join(""),
  });
  return [
    after.length === 0
      ? { argv: ["pfctl", "-a", anchor, "-F", "rules"], undo: load(own) }
      : { ...load(after), undo: load(own) },
    ...(enable && add.length > 0 ? [{ argv: ["pfctl", "-e"] }] : []),
  ];
}

/** One port is written as a range, because pfctl prints those as numbers and others by their names. */
function ruleOf({ first, last, proto, from, verdict, loopback, since }: PortBlock): string {
  return [
    `block ${verdict === "drop" ? "drop" : "return"} in quick`,
    ...(loopback ? [] : ["on ! lo0"]),
    `proto ${proto} from ${from ? formatNetwork(from) : "any"} to any port ${first}:${last}`,
    // At most 63 characters (PF_RULE_LABEL_SIZE), too few for all that the rule says itself.
    `label "portik${since === undefined ? "" : ` ${since}`}"`,
  ].join(" ");
}
