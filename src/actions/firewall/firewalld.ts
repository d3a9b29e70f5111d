import { isIpv6 } from "../../model/address.ts";
import { formatNetwork, parseNetwork } from "../../model/network.ts";
import type { Step } from "../step.ts";
import { complaintOf, stdoutOf } from "./complaint.ts";
import type { Change, Firewall } from "./firewall.ts";
import { type PortBlock, portsText, targetText } from "./port_block.ts";

/**
 * Rich rules have no comment. They have a priority (firewalld 0.7): one below zero comes before whatever
 * else a zone allows, and nobody else has a reason to choose this one.
 */
const PRIORITY = -31077;

/**
 * firewalld, by rich rules (`firewalld.richlanguage(5)`) in each zone that is in use, as they are now: what
 * is written for ever needs a reload, which would take away what others have changed since the last one.
 * firewalld lets the loopback interface and open connections pass before it looks at zones.
 */
export const firewalld: Firewall = {
  name: "firewalld",
  os: "linux",
  asks: [
    ["firewall-cmd", "--state"],
    ["firewall-cmd", "--get-default-zone"],
    ["firewall-cmd", "--list-all-zones"],
  ],
  rejects: true,
  closesLoopback: false,
  closesPublished: false,
  lasts: "reload",
  open: "kept",
  read([state, ...others]) {
    // `not running` comes with exit code 252; without a message bus it cannot run either.
    const running = stdoutOf(state).trim() === "running";
    const off = { state: "off", reason: "is installed, but not running" } as const;
    const complaint = complaintOf(state);
    const stopped = complaint?.state === "broken" &&
      /not running|DBUS_ERROR: Failed to connect/.test(complaint.reason);
    const trouble = complaint ?? others.map(complaintOf).find((one) => one !== undefined);
    const [fallback = "", zonesText = ""] = others.map(stdoutOf);
    const zones = parseZones(zonesText);
    const own = new Map(
      zones.flatMap(({ rules }) => rules).map((one) => [targetText(one.block), one.block]),
    );
    return {
      ...(stopped ? off : trouble ?? (running ? { state: "ready" } : off)),
      own: [...own.values()],
      steps: (change) => stepsOf(change, zones, fallback.trim() || "public"),
    };
  },
};

/** A zone of firewalld, whether anything comes by it, and portik's rules in it. */
export interface Zone {
  readonly name: string;
  readonly active: boolean;
  readonly rules: readonly { readonly text: string; readonly block: PortBlock }[];
}

/**
 * Reads `firewall-cmd --list-all-zones`: a zone's name stands at the beginning of a line, followed by
 * `(active)` or `(default, active)`; its rich rules stand alone on lines that begin with a tab.
 */
export function parseZones(text: string): Zone[] {
  return text.split(/\n(?=\S)/).flatMap((part): Zone[] => {
    const [, name, notes = ""] = /^(\S+)(?: \((.*)\))?$/m.exec(part.trimStart()) ?? [];
    if (name === undefined) return [];
    const rules = part.split("\n").map((line) => line.trim()).flatMap((line) => {
      const block = parseRichRule(line);
      return block ? [{ text: line, block }] : [];
    });
    return [{ name, active: notes.includes("active"), rules }];
  });
}

const RICH = new RegExp(
  `^rule priority="${PRIORITY}"(?: family="ipv[46]")?(?: source address="([^"]+)")?` +
    ` port port="(\\d+)(?:-(\\d+))?" protocol="(tcp|udp)" (reject|drop)$`,
);

function parseRichRule(text: string): PortBlock | undefined {
  const [, source, first, last, proto, verdict] = RICH.exec(text) ?? [];
  if (first === undefined) return undefined;
  return {
    ...{ first: Number(first), last: Number(last ?? first), loopback: false },
    proto: proto === "udp" ? "udp" : "tcp",
    verdict: verdict === "drop" ? "drop" : "reject",
    ...(source === undefined ? {} : { from: parseNetwork(source) }),
  };
}

function stepsOf({ add, remove }: Change, zones: readonly Zone[], fallback: string): Step[] {
  const targets = new Set(remove.map(targetText));
  const used = zones.filter(({ active }) => active).map(({ name }) => name);
  return [
    ...zones.flatMap(({ name, rules }) =>
      rules.filter(({ block }) => targets.has(targetText(block)))
        .map(({ text }) => stepOf("remove", name, text))
    ),
    ...add.flatMap((block) =>
      [...new Set([fallback, ...used])].map((zone) => stepOf("add", zone, richRule(block)))
    ),
  ];
}

function stepOf(what: "add" | "remove", zone: string, rule: string): Step {
  const argv = (verb: string) => ["firewall-cmd", `--zone=${zone}`, `--${verb}-rich-rule=${rule}`];
  return { argv: argv(what), undo: { argv: argv(what === "add" ? "remove" : "add") } };
}

/** Written as firewalld prints it, so that it can be read again. */
function richRule(block: PortBlock): string {
  const { from, proto, verdict } = block;
  const family = from && (isIpv6(from.address) ? "ipv6" : "ipv4");
  return [
    `rule priority="${PRIORITY}"`,
    ...(from ? [`family="${family}" source address="${formatNetwork(from)}"`] : []),
    `port port="${portsText(block)}" protocol="${proto}" ${verdict}`,
  ].join(" ");
}
