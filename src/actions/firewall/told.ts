import type { ProgramRun } from "../step.ts";
import type { FirewallName } from "./firewall.ts";
import type { Placed, Plan } from "./plan.ts";
import { fromText, type PortBlock } from "./port_block.ts";

/** A block as programs get it. */
export interface ToldBlock {
  readonly first: number;
  readonly last: number;
  readonly proto: PortBlock["proto"];
  /** `everyone`, an address or a network. */
  readonly from: string;
  readonly verdict: PortBlock["verdict"];
  readonly loopback: boolean;
  readonly since?: string;
  readonly firewall: FirewallName;
}

/** A block of one firewall, as data. */
export function toldBlock({ block, firewall }: Placed): ToldBlock {
  const { first, last, proto, verdict, loopback, since } = block;
  return {
    ...{ first, last, proto, from: fromText(block), verdict, loopback },
    ...(since === undefined ? {} : { since }),
    firewall: firewall.name,
  };
}

/** Commands as data, without what takes them back. */
export function toldCommands(steps: readonly ProgramRun[]): readonly ProgramRun[] {
  return steps.map(({ argv, stdin }) => ({ argv, ...(stdin === undefined ? {} : { stdin }) }));
}

/** What became of a plan, as data; `blocked` are those that are in force now, or would be. */
export function toldPlan(
  { chosen, there, steps, notes }: Plan,
  outcome: "planned" | "blocked" | "already",
  blocked: readonly PortBlock[],
): object {
  const { firewall } = chosen;
  return {
    outcome,
    firewall: firewall.name,
    lasts: firewall.lasts,
    blocked: blocked.map((block) => toldBlock({ block, firewall })),
    already: there.map(toldBlock),
    commands: toldCommands(steps),
    notes,
  };
}
