import type { Likeness, Limit } from "../../model/likeness.ts";
import { parseLimits, parseNice, parseStatus } from "./proc_status.ts";
import { textOf, type Traits } from "./traits.ts";

/** What a process may take of the machine, and what of that will be different, in half sentences. */
export interface Place {
  readonly likeness: Pick<Likeness, "limits" | "nice" | "processors">;
  readonly changes: readonly string[];
}

/** Its limits, niceness and processors. Nobody but root can give more than portik has itself. */
export function placeOf(his: Traits, mine: Traits): Place {
  const own = parseStatus(textOf(mine.status));
  const isRoot = own.uids[0] === 0;
  const limits = parseLimits(textOf(his.limits));
  const [nice = 0, mineNice = 0] = [his, mine].map(({ stat }) => parseNice(textOf(stat)));
  const isWorse = nice < mineNice && !isRoot;
  const { processors } = parseStatus(textOf(his.status));
  return {
    likeness: {
      limits,
      ...(nice === mineNice || isWorse ? {} : { nice }),
      ...(processors === "" || processors === own.processors ? {} : { processors }),
    },
    changes: [
      ...(isRoot ? [] : lostLimits(limits, parseLimits(textOf(mine.limits)))),
      ...(isWorse ? [`its niceness is ${mineNice}, and was ${nice}`] : []),
    ],
  };
}

function lostLimits(wanted: readonly Limit[], own: readonly Limit[]): string[] {
  return wanted.flatMap(({ resource, hard }) => {
    const highest = own.find((one) => one.resource === resource)?.hard;
    if (typeof highest !== "number" || (hard !== null && hard <= highest)) return [];
    return [`its limit RLIMIT_${resource} is ${highest}, and was ${hard ?? "unlimited"}`];
  });
}
