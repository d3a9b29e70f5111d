import { formatNetwork } from "../../model/network.ts";
import type { ProgramRun, Step } from "../step.ts";
import { complaintOf, stdoutOf } from "./complaint.ts";
import type { Change, Firewall } from "./firewall.ts";
import {
  added,
  type Chain,
  isInForce,
  type Line,
  parseChain,
  reverse,
  setUp,
  takeDown,
} from "./iptables_chain.ts";
import { familiesOf, type PortBlock, portsText, targetText } from "./port_block.ts";
import { formatTag } from "./tag.ts";

/** Seconds to wait for whoever else is changing rules (`iptables(8)`, `--wait`). */
const WAIT = "5";

/**
 * iptables and ip6tables, by a chain of portik's own. `iptables-restore(8)` with `--noflush` leaves
 * everything else alone, and does all of its lines or none, for each of the two families.
 *
 * What goes to a published port of a container is forwarded and has another port by then, so both are told
 * by the connection's first packet: `--ctorigdstport` is the port that the client named, and from FORWARD
 * only what was translated comes here. Docker keeps its DOCKER-USER before all that it accepts itself.
 */
export const iptables: Firewall = {
  name: "iptables",
  os: "linux",
  asks: [["iptables", "-w", WAIT, "-S"], ["ip6tables", "-w", WAIT, "-S"]],
  rejects: true,
  closesLoopback: true,
  closesPublished: true,
  lasts: "reload",
  open: "cut",
  read([four, six]) {
    const complaint = complaintOf(four);
    const without = complaint ? undefined : complaintOf(six);
    const sides: readonly Side[] = [
      { family: "ipv4", program: "iptables-restore", chain: parseChain(stdoutOf(four)) },
      ...(without ? [] : [SIX(stdoutOf(six))]),
    ];
    const own = new Map(
      sides.flatMap(({ chain }) => isInForce(chain) ? chain.rules : [])
        .map(({ block }) => [targetText(block), block]),
    );
    return {
      ...(complaint ?? { state: "ready" }),
      own: [...own.values()],
      steps: (change) => sides.flatMap((side) => stepsOf(change, side)),
      notes: without ? [`Nothing is closed for IPv6: ip6tables ${without.reason}.`] : [],
    };
  },
};

/** One family of IP, its program, and portik's chain in it. */
interface Side {
  readonly family: "ipv4" | "ipv6";
  readonly program: string;
  readonly chain: Chain;
}

const SIX = (text: string): Side => ({
  family: "ipv6",
  program: "ip6tables-restore",
  chain: parseChain(text),
});

function stepsOf(change: Change, { family, program, chain }: Side): Step[] {
  const add = change.add.filter((block) => familiesOf(block).includes(family));
  const lines = add.length > 0
    ? [
      ...setUp(chain),
      // Rules that nothing led to would come to life again.
      ...(isInForce(chain) ? deletions(chain, change.remove) : deletions(chain)),
      ...add.map((block) => added(ruleOf(block))),
    ]
    : deletions(chain, change.remove);
  if (lines.length === 0) return [];
  const isLast = add.length === 0 && lines.length === chain.rules.length;
  const all = [...lines, ...(isLast ? takeDown(chain) : [])];
  return [{
    ...restore(program, all.map(({ run }) => run)),
    undo: restore(program, all.toReversed().map(({ undo }) => undo)),
  }];
}

/** The lines that take away some of the blocks in a chain, or all. */
function deletions({ rules }: Chain, blocks?: readonly PortBlock[]): readonly Line[] {
  const targets = blocks && new Set(blocks.map(targetText));
  return rules.filter(({ block }) => targets?.has(targetText(block)) ?? true)
    .map(({ rule }) => reverse(added(rule)));
}

function restore(program: string, lines: readonly string[]): ProgramRun {
  return {
    argv: [program, "-w", WAIT, "--noflush"],
    stdin: ["*filter", ...lines, "COMMIT", ""].join("\n"),
  };
}

function ruleOf(block: PortBlock): string {
  const { from, proto, verdict, loopback } = block;
  return [
    ...(loopback ? [] : ["! -i lo"]),
    ...(from ? [`-s ${formatNetwork(from)}`] : []),
    `-p ${proto} -m conntrack --ctorigdstport ${portsText(block).replace("-", ":")}`,
    `-m comment --comment "${formatTag(block)}"`,
    verdict === "drop"
      ? "-j DROP"
      : `-j REJECT${proto === "tcp" ? " --reject-with tcp-reset" : ""}`,
  ].join(" ");
}
