import type { Step } from "../step.ts";
import { lift, type Lifted, type Lifting } from "./lifting.ts";
import { type Placed, placed } from "./plan.ts";
import { targetText } from "./port_block.ts";
import type { Surveyed } from "./survey.ts";

/** What is to be opened again, in whatever firewalls have it, and by which steps. */
export interface Opening extends Lifted<Placed> {
  readonly steps: readonly Step[];
}

/** Each block as what it is, and where it is. */
type Flat = Placed & Placed["block"];

/** The plan to open what was asked for, or everything where that is undefined. */
export function planOpening(
  surveyed: readonly Surveyed[],
  asked: readonly Lifting[] | undefined,
): Opening {
  const all = placed(surveyed);
  const lifted = asked === undefined ? { gone: all, wider: [], near: [] } : liftAll(all, asked);
  return { ...lifted, steps: stepsOf(surveyed, lifted.gone) };
}

/** What is wider than one thing that was asked for may be near to another, or go with it. */
function liftAll(all: readonly Placed[], asked: readonly Lifting[]): Lifted<Placed> {
  const flat = all.map((one): Flat => ({ ...one, ...one.block }));
  const found = asked.map((one) => lift(one, flat));
  const gone = new Set(found.flatMap((one) => one.gone));
  const wider = new Set(found.flatMap((one) => one.wider)).difference(gone);
  const near = new Set(found.flatMap((one) => one.near)).difference(gone).difference(wider);
  return { gone: [...gone], wider: [...wider], near: [...near] };
}

function stepsOf(surveyed: readonly Surveyed[], gone: readonly Placed[]): readonly Step[] {
  return surveyed.flatMap(({ firewall, reading }) => {
    const remove = gone.filter((one) => one.firewall === firewall).map(({ block }) => block);
    return remove.length === 0 ? [] : reading.steps({ add: [], remove });
  });
}

/** True where the firewall that had the block answers, and does not have it any more. */
export function isOpen({ block, firewall }: Placed, after: readonly Surveyed[]): boolean {
  const there = after.find((one) => one.firewall === firewall);
  return there?.reading.state === "ready" &&
    !there.reading.own.some((own) => targetText(own) === targetText(block));
}
