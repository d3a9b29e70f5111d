import { FIREWALL_NAMES, type FirewallName } from "../actions/firewall/firewall.ts";
import { type Placed, placed } from "../actions/firewall/plan.ts";
import { fromText, portsText } from "../actions/firewall/port_block.ts";
import { refuseUnseen, survey, type Surveyed } from "../actions/firewall/survey.ts";
import { toldBlock } from "../actions/firewall/told.ts";
import { Refusal } from "../model/refusal.ts";
import { type Block, type Column, type Span, text } from "../model/report.ts";
import type { Command } from "./command.ts";
import { surveyOptions } from "./firewall_words.ts";

type Flags = { readonly firewall?: FirewallName };

/** `portik blocks`: what `portik block` has put into firewalls and is still there. */
export const blocks: Command<Flags> = {
  details:
    "Lists the rules that bear portik's name, in every firewall that works; rules of others are none of " +
    "its business. To see them takes root, except on Windows.",
  flags: {
    firewall: {
      kind: "enum",
      values: FIREWALL_NAMES,
      optional: true,
      brief: "Only what this firewall has",
    },
  },
  async run(world, flags) {
    if (flags.from !== undefined) {
      throw new Refusal("bad-flags", "a captured machine does not tell of its firewalls");
    }
    const surveyed = await survey(world.host, surveyOptions(flags));
    refuseUnseen(surveyed, { exit: 4, only: flags.firewall });
    const found = placed(surveyed)
      .toSorted((a, b) => a.block.first - b.block.first || a.block.last - b.block.last);
    return {
      kind: "blocks",
      data: { blocks: found.map(toldBlock), firewalls: surveyed.map(stateOf) },
      blocks: [
        ...(found.length === 0 ? [text("portik has blocked nothing.")] : [tableOf(found)]),
        ...(flags.verbose ? surveyed.map(stateWords) : []),
      ],
      gaps: [],
      exit: 0,
    };
  },
};

/** How a firewall stands, as data. */
function stateOf({ firewall, reading: { state, reason } }: Surveyed): unknown {
  return { name: firewall.name, state, ...(reason === undefined ? {} : { reason }) };
}

function stateWords({ firewall, reading: { state, reason } }: Surveyed): Block {
  return text(`${firewall.name} ${state === "ready" ? "is ready" : reason ?? state}.`, "dim");
}

const COLUMNS: readonly Column[] = [
  { title: "PORT", align: "right" },
  { title: "PROTO" },
  { title: "FROM", flex: true },
  { title: "CLIENTS", priority: 2 },
  { title: "LOOPBACK", priority: 3 },
  { title: "FIREWALL", priority: 1 },
  { title: "SINCE", priority: 4, blank: "unknown" },
];

function tableOf(found: readonly Placed[]): Block {
  const rows = found.map(({ block, firewall }): Span[] => [
    { text: portsText(block) },
    { text: block.proto },
    { text: fromText(block) },
    { text: block.verdict, brief: block.verdict === "drop" ? "wait" : "are refused" },
    { text: String(block.loopback), brief: block.loopback ? "too" : "spared" },
    { text: firewall.name },
    { text: block.since ?? "" },
  ]);
  return { kind: "table", columns: COLUMNS, rows };
}
