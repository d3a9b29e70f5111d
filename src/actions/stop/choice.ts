import type { Machine } from "../../model/machine.ts";
import type { ContainerStep, Declined, StopOptions } from "../../model/plan.ts";
import type { Process } from "../../model/process.ts";
import type { Socket } from "../../model/socket.ts";
import { whyForeign, whyProtected } from "./protection.ts";

/** A process that is to be stopped, and why it was chosen. */
export interface Chosen {
  readonly process: Process;
  readonly why: string;
  /** The listener for whose sake it was chosen. */
  readonly socket?: Socket;
  /** A master that was chosen, too, and whose worker it is. */
  readonly endsWith?: number;
  /** Only its master may end it. */
  readonly untouched?: true;
}

/** What is to be stopped for one target, and what is not although it was asked for. */
export interface Choice {
  readonly processes: readonly Chosen[];
  readonly containers: readonly ContainerStep[];
  readonly declined: readonly Declined[];
}

/** Nothing at all. */
export const NOTHING: Choice = { processes: [], containers: [], declined: [] };

/** Several choices as one. */
export function together(choices: readonly Choice[]): Choice {
  return {
    processes: choices.flatMap(({ processes }) => processes),
    containers: choices.flatMap(({ containers }) => containers),
    declined: choices.flatMap(({ declined }) => declined),
  };
}

/** Nothing, and why. */
export function decline(declined: Declined): Choice {
  return { ...NOTHING, declined: [declined] };
}

/** The process, unless safety speaks against it, or its user. */
export function chooseProcess(
  machine: Machine,
  chosen: Chosen,
  { what, force }: { readonly what: string } & Pick<StopOptions, "force">,
): Choice {
  const reason = whyProtected(machine, chosen.process) ??
    (force ? undefined : whyForeign(machine, chosen.process));
  return reason ? decline({ what, ...reason }) : { ...NOTHING, processes: [chosen] };
}
