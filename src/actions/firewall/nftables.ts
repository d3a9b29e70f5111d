import { isIpv6 } from "../../model/address.ts";
import { formatNetwork } from "../../model/network.ts";
import type { Step } from "../step.ts";
import { complaintOf, stdoutOf } from "./complaint.ts";
import type { Answer, Change, Firewall } from "./firewall.ts";
import { type PortBlock, portsText, targetText } from "./port_block.ts";
import { formatTag, parseTag } from "./tag.ts";

const TABLE = "inet portik";
const CHAIN = `${TABLE} prerouting`;

/**
 * nftables, by a table of portik's own, so that nobody else's rules are touched. Each change is one
 * transaction of `nft(8)`: all of it happens, or nothing.
 *
 * A packet that one base chain rejects or drops is gone, whatever other tables accept; one that is accepted
 * still meets the others (nft(8), VERDICT STATEMENTS). So it takes no knowledge of the rest.
 *
 * The hook is prerouting, at a priority before -100, where destination addresses are translated: what goes
 * to the published port of a container still has the port that the client named, and will be forwarded
 * and never meet an input chain. It is also behind -200, where connections are tracked. To reject this
 * early takes Linux 5.9.
 */
export const nftables: Firewall = {
  name: "nftables",
  os: "linux",
  asks: [["nft", "-a", "list", "table", ...TABLE.split(" ")]],
  rejects: true,
  closesLoopback: true,
  closesPublished: true,
  lasts: "reload",
  open: "cut",
  read([answer]) {
    const complaint = complaintOf(answer);
    const fine = !complaint || isNoTable(answer);
    const rules = parseNftTable(fine ? stdoutOf(answer) : "");
    return {
      ...(fine ? { state: "ready" } : complaint),
      own: rules.map(({ block }) => block),
      steps: (change) => [stepOf(change, { rules, isSetUp: stdoutOf(answer).includes(REPLIES) })],
    };
  },
};

/** Answers to connections that this machine has opened itself come to one of its ports, too. */
const REPLIES = "ct direction reply accept";

/** nft fails so where it works and has no such table. */
function isNoTable(answer: Answer | undefined): boolean {
  return answer !== undefined && "stderr" in answer &&
    answer.stderr.includes("No such file or directory");
}

/** One of portik's rules, and the number by which nft knows it. */
export interface NftRule {
  readonly block: PortBlock;
  readonly handle: number;
}

/** The rules in what `nft -a list table inet portik` prints: each ends in `comment "…" # handle 4`. */
export function parseNftTable(text: string): NftRule[] {
  return [...text.matchAll(/ comment "([^"]*)" # handle (\d+)$/gm)].flatMap(
    ([, tag = "", handle]) => {
      const block = parseTag(tag);
      return block ? [{ block, handle: Number(handle) }] : [];
    },
  );
}

/** How portik's table stands. */
interface Table {
  readonly rules: readonly NftRule[];
  /** The chain is there, with all that goes before the blocks. */
  readonly isSetUp: boolean;
}

function stepOf({ add, remove }: Change, { rules, isSetUp }: Table): Step {
  const targets = new Set(remove.map(targetText));
  const gone = rules.filter(({ block }) => targets.has(targetText(block)));
  const nft = (...words: readonly string[]) => ({ argv: ["nft", words.join("; ")] });
  const back = gone.map(({ block }) => addition(block));
  if (add.length === 0 && gone.length === rules.length) {
    return { ...nft(`delete table ${TABLE}`), undo: nft(...SET_UP, ...back) };
  }
  const change = nft(
    ...add.length === 0 || isSetUp ? [] : SET_UP,
    ...gone.map(({ handle }) => `delete rule ${CHAIN} handle ${handle}`),
    ...add.map(addition),
  );
  // The numbers of new rules are not known yet, and what is one transaction needs no taking back.
  return add.length === 0 ? { ...change, undo: nft(...back) } : change;
}

/** To add a table or a chain that is there already changes nothing. */
const SET_UP: readonly string[] = [
  `add table ${TABLE}`,
  `add chain ${CHAIN} { type filter hook prerouting priority -150; policy accept; }`,
  `insert rule ${CHAIN} ${REPLIES}`,
];

function addition(block: PortBlock): string {
  return `add rule ${CHAIN} ${ruleOf(block)}`;
}

/** What this machine only passes on has an address that is somebody else's, and is not meant. */
function ruleOf(block: PortBlock): string {
  const { from, proto, verdict, loopback } = block;
  const family = from && isIpv6(from.address) ? "ip6" : "ip";
  return [
    "fib daddr type != unicast",
    ...(loopback ? [] : ['iifname != "lo"']),
    ...(from ? [`${family} saddr ${formatNetwork(from)}`] : []),
    `${proto} dport ${portsText(block)}`,
    verdict === "drop" ? "drop" : proto === "tcp" ? "reject with tcp reset" : "reject",
    `comment "${formatTag(block)}"`,
  ].join(" ");
}
