import { Refusal } from "../../model/refusal.ts";
import type { StepsRun } from "../run_steps.ts";
import type { Placed } from "./plan.ts";
import { targetText } from "./port_block.ts";

/** What the firewalls say after a change that failed. */
export interface Aftermath {
  /** The blocks that are as they were meant to be all the same. */
  readonly done: readonly Placed[];
  /** What they are then. */
  readonly how: "blocked" | "open again";
}

/** The failure of a change as a sentence, with what is left of it; exit code 5, or 128+n after signal n. */
export function firewallFailure(
  { failed, undone, interrupted }: StepsRun,
  { done, how }: Aftermath,
): Refusal {
  const { step, why } = failed ?? { step: { argv: [] }, why: "failed" };
  const all = done.map(({ block }) => targetText(block)).join(", ");
  const left = all !== ""
    ? `${all} ${done.length === 1 ? "is" : "are"} ${how} all the same`
    : undone === undefined
    ? "nothing was changed"
    : undone
    ? "what had been done was taken back"
    : "what had been done could not be taken back, see portik blocks";
  const early = step.argv[0] === "nft" && /not supported/i.test(why);
  return new Refusal("firewall-failed", `${step.argv[0] ?? "a step"} ${why}; ${left}`, {
    exit: interrupted === undefined ? 5 : interrupted === "SIGINT" ? 130 : 143,
    ...(early
      ? { hint: "To refuse clients takes Linux 5.9: try --drop or --firewall iptables" }
      : {}),
  });
}
