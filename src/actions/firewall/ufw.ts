import { formatNetwork } from "../../model/network.ts";
import type { ProgramRun, Step } from "../step.ts";
import { complaintOf, stdoutOf } from "./complaint.ts";
import type { Change, Firewall } from "./firewall.ts";
import { type PortBlock, portsText, targetText } from "./port_block.ts";
import { formatTag, parseTag } from "./tag.ts";

/**
 * ufw (`ufw(8)`), by rules with a comment (0.35), put before all others (`prepend`, 0.36), because the first
 * rule that fits decides. Two rules that differ in nothing but what they do are one to ufw: it would skip
 * portik's where somebody allows the port, and delete somebody's for portik's. So portik's name the source
 * ports, all that there are, which others have no reason to. ufw lets the loopback interface and open connections pass before it looks at
 * rules, and never sees what is forwarded to containers.
 */
export const ufw: Firewall = {
  name: "ufw",
  os: "linux",
  asks: [["ufw", "status"]],
  rejects: true,
  closesLoopback: false,
  closesPublished: false,
  lasts: "always",
  open: "kept",
  read([answer]) {
    const complaint = complaintOf(answer);
    const status = stdoutOf(answer);
    const active = /^Status: active$/m.test(status);
    const off = { state: "off", reason: "is installed, but not active" } as const;
    return {
      ...(complaint ?? (active ? { state: "ready" } : off)),
      own: parseUfwStatus(status),
      steps: stepsOf,
    };
  },
};

/**
 * The blocks in what `ufw status` prints, once each: a rule for everyone has a line for IPv4 and one for
 * IPv6. The comment of a rule stands at the end of its line, behind `# `.
 */
export function parseUfwStatus(text: string): PortBlock[] {
  const blocks = [...text.matchAll(/ # (portik .*?)\s*$/gm)]
    .flatMap(([, tag = ""]) => parseTag(tag) ?? []);
  return [...new Map(blocks.map((block) => [targetText(block), block])).values()];
}

function stepsOf({ add, remove }: Change): Step[] {
  return [
    ...remove.map((block) => ({ ...deletion(block), undo: addition(block) })),
    ...add.map((block) => ({ ...addition(block), undo: deletion(block) })),
  ];
}

/** The comment is no part of what makes two rules the same, so it is not named to delete one. */
function deletion(block: PortBlock): ProgramRun {
  return { argv: ["ufw", "delete", ...ruleOf(block)] };
}

function addition(block: PortBlock): ProgramRun {
  return { argv: ["ufw", "prepend", ...ruleOf(block), "comment", formatTag(block)] };
}

function ruleOf(block: PortBlock): string[] {
  const { from, proto, verdict } = block;
  return [
    ...[verdict === "drop" ? "deny" : "reject", "proto", proto],
    ...["from", from ? formatNetwork(from) : "any", "port", "1:65535"],
    ...["to", "any", "port", portsText(block).replace("-", ":")],
  ];
}
