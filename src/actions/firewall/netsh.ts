import { formatNetwork } from "../../model/network.ts";
import type { ProgramRun, Step } from "../step.ts";
import { complaintOf, stdoutOf } from "./complaint.ts";
import type { Change, Firewall } from "./firewall.ts";
import { type PortBlock, portsText, targetText } from "./port_block.ts";
import { parseTag } from "./tag.ts";

const POLICY =
  "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";

/**
 * The firewall of Windows, by `netsh advfirewall firewall`. A rule that blocks beats those that allow. It
 * drops and never rejects, and leaves the loopback interface alone. Whether it is on at all stands in the
 * registry, in words that are the same in every language, unlike those of netsh.
 */
export const netsh: Firewall = {
  name: "netsh",
  os: "windows",
  asks: [
    ["reg", "query", POLICY, "/s", "/v", "EnableFirewall"],
    ["netsh", "advfirewall", "firewall", "show", "rule", "name=all", "dir=in", "verbose"],
  ],
  rejects: false,
  closesLoopback: false,
  closesPublished: true,
  lasts: "always",
  read([registry, rules]) {
    const switches = stdoutOf(registry).match(/EnableFirewall\s+REG_DWORD\s+0x\d/g) ?? [];
    const off = switches.length > 0 && switches.every((one) => one.endsWith("0x0"));
    const complaint = complaintOf(rules);
    // netsh exits with 1 where there is no rule at all.
    const answered = !complaint || complaint.state === "broken";
    return {
      ...(!answered ? complaint : off ? OFF : { state: "ready" }),
      own: parseNetshRules(stdoutOf(rules)),
      steps: stepsOf,
    };
  },
};

const OFF = { state: "off", reason: "is turned off for every kind of network" } as const;

/**
 * The blocks in what `netsh advfirewall firewall show rule … verbose` prints. Its labels are in the language
 * of Windows; the values are portik's own: `Rule Name:   portik 8080/tcp from everyone`, and in the line
 * below it `Description:   portik since 2026-11-21T15:00:00Z`.
 */
export function parseNetshRules(text: string): PortBlock[] {
  return text.replaceAll("\r", "").split(/\n\s*\n/).flatMap((rule) => {
    const target = /:\s+portik (\d\S*\/(?:tcp|udp) from \S+)$/m.exec(rule)?.[1];
    const since = /:\s+portik since (\S+)$/m.exec(rule)?.[1];
    const end = since === undefined ? "" : ` since ${since}`;
    return target === undefined ? [] : parseTag(`portik drop ${target}${end}`) ?? [];
  });
}

function stepsOf({ add, remove }: Change): Step[] {
  return [
    ...remove.map((block) => ({ ...deletion(block), undo: addition(block) })),
    ...add.map((block) => ({ ...addition(block), undo: deletion(block) })),
  ];
}

const RULE = ["netsh", "advfirewall", "firewall"];

function deletion(block: PortBlock): ProgramRun {
  return { argv: [...RULE, "delete", "rule", nameOf(block), "dir=in"] };
}

function addition(block: PortBlock): ProgramRun {
  const { from, proto, since } = block;
  return {
    argv: [
      ...[...RULE, "add", "rule", nameOf(block), "dir=in", "action=block"],
      ...[`protocol=${proto.toUpperCase()}`, `localport=${portsText(block)}`],
      `remoteip=${from ? formatNetwork(from) : "any"}`,
      ...(since === undefined ? [] : [`description=portik since ${since}`]),
    ],
  };
}

function nameOf(block: PortBlock): string {
  return `name=portik ${targetText(block)}`;
}
