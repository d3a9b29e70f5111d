import { type Aftermath, firewallFailure } from "../actions/firewall/failed.ts";
import type { FirewallName } from "../actions/firewall/firewall.ts";
import type { Placed } from "../actions/firewall/plan.ts";
import { sbinRun } from "../actions/firewall/sbin.ts";
import { survey, type Surveyed } from "../actions/firewall/survey.ts";
import { runSteps, type StepEvent } from "../actions/run_steps.ts";
import type { Step } from "../actions/step.ts";
import { type Block, text } from "../model/report.ts";
import { Memory } from "./memory.ts";
import type { World } from "./world.ts";

/** Deadline of one program that changes a firewall, in ms: ufw and iptables wait for others of their kind. */
const TIMEOUT = 30_000;

/** A change that was agreed on. */
export interface Changing {
  /** The command and its words, for the journal. */
  readonly action: "block" | "unblock";
  readonly words: readonly string[];
  readonly steps: readonly Step[];
  /** What the steps are for. */
  readonly wanted: readonly Placed[];
  readonly how: Aftermath["how"];
  /** Tells by what the firewalls say afterwards whether one of them is as it was meant to be. */
  readonly isDone: (one: Placed, after: readonly Surveyed[]) => boolean;
  /** The firewall to ask afterwards; left out: all. */
  readonly only?: FirewallName;
  /** Hears what happens. */
  readonly tell?: (event: StepEvent) => void;
}

/** What came of a change. */
export interface Changed {
  /** Those that are as they were meant to be. */
  readonly done: readonly Placed[];
  readonly exit: number;
  /** Why the journal does not tell of it; half a sentence. */
  readonly notRecorded?: string;
}

/**
 * Changes firewalls, asks them what they have then, and writes it into the journal. What counts is what they
 * have, and not what their programs exit with. Throws a Refusal where a step fails.
 */
export async function changeFirewall({ host }: World, change: Changing): Promise<Changed> {
  const { action, words, steps, wanted, how, isDone, only, tell } = change;
  using memory = await Memory.of({ host });
  const run = await runSteps(
    { run: sbinRun(host), now: () => host.now(), stopped: () => host.stopped() },
    steps,
    { timeout: TIMEOUT, ...(tell ? { tell } : {}) },
  );
  const after = await survey(host, { timeout: TIMEOUT, ...(only === undefined ? {} : { only }) });
  const done = wanted.filter((one) => isDone(one, after));
  const failure = run.failed && firewallFailure(run, { done, how });
  const exit = failure?.exit ?? (done.length < wanted.length ? 5 : 0);
  memory.note(action, words, { exit, run: steps.map(({ argv }) => argv) });
  if (failure) throw failure;
  return { done, exit, ...(memory.failure === undefined ? {} : { notRecorded: memory.failure }) };
}

/** What people should know where the journal does not tell of a change. */
export function unrecordedWords({ notRecorded }: Pick<Changed, "notRecorded">): Block[] {
  return notRecorded === undefined ? [] : [text(`This was not recorded: ${notRecorded}.`, "warn")];
}
