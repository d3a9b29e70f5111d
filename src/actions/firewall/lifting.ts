import { formatNetwork, type Network } from "../../model/network.ts";
import type { PortRange } from "../../model/question.ts";
import type { Proto } from "../../model/socket.ts";
import type { PortBlock } from "./port_block.ts";

/** Ports that are to be open again. */
export interface Lifting extends PortRange {
  readonly proto: Proto;
  /** Only blocks for exactly this network; left out: for whomever. */
  readonly from?: Network;
}

/** What a lifting has to do with the blocks that there are. */
export interface Lifted<T> {
  /** Those that go: each lies within the ports that were asked for. */
  readonly gone: readonly T[];
  /** Those that close one of the ports, and others besides: they stay, because half a block is none. */
  readonly wider: readonly T[];
  /** Those of the same ports that are for others, or for another protocol. */
  readonly near: readonly T[];
}

/** Sorts the blocks by what a lifting means for them. */
export function lift<T extends PortBlock>(
  { first, last, proto, from }: Lifting,
  blocks: readonly T[],
): Lifted<T> {
  const touched = blocks.filter((one) => one.first <= last && first <= one.last);
  const isMeant = (one: PortBlock) =>
    one.proto === proto &&
    (from === undefined ||
      (one.from !== undefined && formatNetwork(one.from) === formatNetwork(from)));
  const within = (one: PortRange) => first <= one.first && one.last <= last;
  const meant = touched.filter(isMeant);
  return {
    gone: meant.filter(within),
    wider: meant.filter((one) => !within(one)),
    near: touched.filter((one) => !isMeant(one)),
  };
}
