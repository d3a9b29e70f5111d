import { Refusal } from "../../model/refusal.ts";
import type { Step } from "../step.ts";
import type { Firewall } from "./firewall.ts";
import { notesOn } from "./notes.ts";
import { isForLoopback, isSame, type PortBlock, portText, targetText } from "./port_block.ts";
import type { Surveyed } from "./survey.ts";

/** A block, and the firewall that has it. */
export interface Placed {
  readonly block: PortBlock;
  readonly firewall: Firewall;
}

/** What is to be done to have some blocks, and what is there already. */
export interface Plan {
  readonly chosen: Surveyed;
  /** The blocks that get a rule. */
  readonly add: readonly PortBlock[];
  /** Those that do the same already. */
  readonly there: readonly Placed[];
  /** Empty where there is nothing to do. */
  readonly steps: readonly Step[];
  /** What people should know about what is added, each a whole sentence. */
  readonly notes: readonly string[];
}

/** What is to be planned for. */
export interface Wanted {
  readonly blocks: readonly PortBlock[];
  readonly surveyed: readonly Surveyed[];
  /** Containers publish one of the ports. */
  readonly published: boolean;
}

/** What somebody wants of a block besides its ports. */
export interface Manner {
  readonly from?: PortBlock["from"];
  readonly drop: boolean;
  /** Also clients on this machine. */
  readonly loopback: boolean;
}

/** The block that is wanted, as this firewall can have it. Throws a Refusal where it cannot. */
export function blockFor(
  firewall: Firewall,
  range: Pick<PortBlock, "first" | "last" | "proto" | "since">,
  { from, drop, loopback }: Manner,
): PortBlock {
  const whom = from ? { from } : {};
  const local = loopback || isForLoopback(whom);
  if (local && !firewall.closesLoopback) {
    throw new Refusal(
      "no-loopback",
      `${firewall.name} cannot close ${portText(range)} to clients on this machine: ` +
        "it leaves the loopback interface alone",
      firewall.os === "linux" ? { hint: "--firewall nftables can" } : {},
    );
  }
  return {
    ...range,
    ...whom,
    verdict: drop || !firewall.rejects ? "drop" : "reject",
    loopback: local,
  };
}

/**
 * The plan for these blocks. One that some firewall has already is left alone; one of the same target that
 * does something else, such as to drop instead of to reject, is replaced. Throws a Refusal where the firewall
 * has no way to do it.
 */
export function planBlocks(chosen: Surveyed, { blocks, surveyed, published }: Wanted): Plan {
  const there = blocks.flatMap((one) =>
    placed(surveyed).find(({ block }) => isSame(block, one)) ?? []
  );
  const known = new Set(there.map(({ block }) => targetText(block)));
  const add = blocks.filter((one) => !known.has(targetText(one)));
  const targets = new Set(add.map(targetText));
  const remove = chosen.reading.own.filter((own) => targets.has(targetText(own)));
  const steps = add.length === 0 ? [] : chosen.reading.steps({ add, remove });
  const [first] = add;
  if (first && steps.length === 0) throw noWay(chosen, first);
  const notes = first ? notesOn(chosen, { blocks: add, published }) : [];
  return { chosen, add, there, steps, notes };
}

function noWay(
  { firewall: { name }, reading: { notes = [] } }: Surveyed,
  block: PortBlock,
): Refusal {
  const why = notes.length === 0 ? "" : `: ${notes.join(" ").replace(/\.$/, "")}`;
  return new Refusal("no-way", `${name} cannot block ${targetText(block)}${why}`, { exit: 4 });
}

/** Every block that portik has in one of these firewalls, where it works. */
export function placed(surveyed: readonly Surveyed[]): readonly Placed[] {
  return surveyed.filter(({ reading }) => reading.state === "ready").flatMap(
    ({ firewall, reading }) => reading.own.map((block) => ({ block, firewall })),
  );
}
