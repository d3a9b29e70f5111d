import { type Flag, option, toggle } from "../cli/declaration.ts";
import { protosOf, type SharedFlags } from "../cli/flags.ts";
import { FIREWALL_NAMES, type FirewallName } from "../actions/firewall/firewall.ts";
import type { SurveyOptions } from "../actions/firewall/survey.ts";
import { formatNetwork, type Network, parseNetwork } from "../model/network.ts";
import { parsePorts } from "../model/ports.ts";
import type { PortRange } from "../model/question.ts";
import { Refusal } from "../model/refusal.ts";
import type { Proto } from "../model/socket.ts";

/** The flags that `block` and `unblock` have in common. */
export type FirewallFlags = {
  readonly from?: Network;
  readonly firewall?: FirewallName;
  readonly dryRun: boolean;
  readonly yes: boolean;
};

/** Which firewalls to ask, and how long to wait for each of their programs. */
export function surveyOptions(
  { firewall, probeTimeout }: Pick<FirewallFlags, "firewall"> & Pick<SharedFlags, "probeTimeout">,
): SurveyOptions {
  return { timeout: probeTimeout, ...(firewall === undefined ? {} : { only: firewall }) };
}

/** Their declaration. */
export const FIREWALL_FLAGS = {
  from: option(
    "address",
    "Only clients with this address, or of this network: 10.0.0.0/8",
    parseNetwork,
  ),
  firewall: {
    kind: "enum",
    values: FIREWALL_NAMES,
    optional: true,
    brief: "This firewall, instead of the one that is in charge",
  },
  dryRun: toggle("Print the exact commands and run none"),
  yes: toggle("Do not ask"),
} satisfies Record<keyof FirewallFlags, Flag>;

/** The words of a command as the journal keeps them: with what they mean something else without. */
export function wordsFor(
  words: readonly string[],
  { from, firewall, proto }: FirewallFlags & Pick<SharedFlags, "proto">,
): readonly string[] {
  return [
    ...words,
    ...(proto === "tcp" ? [] : ["--proto", proto]),
    ...(from === undefined ? [] : ["--from", formatNetwork(from)]),
    ...(firewall === undefined ? [] : ["--firewall", firewall]),
  ];
}

/** Ports, and one protocol. */
export interface ProtoRange extends PortRange {
  readonly proto: Proto;
}

/** Most rules that one command makes. */
const MOST = 256;

/** Reads port words for a firewall: ranges stay ranges. Refuses addresses, because `--from` has those. */
export function rangesOf(
  words: readonly string[],
  flags: Pick<SharedFlags, "proto">,
): readonly ProtoRange[] {
  const ranges = words.flatMap(parsePorts).flatMap(({ first, last, proto, host }) => {
    if (host !== undefined) {
      throw new Refusal("bad-port", `a firewall takes ports alone, and '${host}' is an address`, {
        hint: "--from ADDRESS says which clients are meant",
      });
    }
    return (proto ? [proto] : protosOf(flags)).map((one) => ({ first, last, proto: one }));
  });
  const unique = new Map(ranges.map((one) => [`${one.first}-${one.last}/${one.proto}`, one]));
  if (unique.size > MOST) {
    throw new Refusal("too-many-ports", `${unique.size} rules are too many for one command`, {
      hint: `Name at most ${MOST} ports; a range such as 3000-3999 counts as one`,
    });
  }
  return [...unique.values()];
}
