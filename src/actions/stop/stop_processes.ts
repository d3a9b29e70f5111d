import type { ProcessStep } from "../../model/plan.ts";
import type { SignalName } from "../../model/signal.ts";
import type { ProcessOutcome, ProcessResult } from "../../model/stop_outcome.ts";
import { readPulses } from "./pulse.ts";
import { send } from "./send.ts";
import type { Stopper } from "./stopper.ts";

/** How long a worker may outlive its master before it is signalled itself, in ms. */
const MASTERLESS = 300;

/** How long the kernel may take to end a process that was killed, in ms. */
const KILLED = 3000;

/** First and longest time between two looks at who still lives, in ms. */
const SOONEST = 4;
const LATEST = 100;

/** How to stop processes. */
export interface HowToStop {
  readonly signal: SignalName;
  /** SIGKILL when the time is over. */
  readonly escalates: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Ends processes, all at the same time, and tells what became of each. */
export async function stopProcesses(
  stopper: Stopper,
  steps: readonly ProcessStep[],
  how: HowToStop,
): Promise<ProcessOutcome[]> {
  const victims = steps.map((step) => new Victim(stopper, step));
  const byPid = new Map(victims.map((victim) => [victim.step.pid, victim]));
  await signalAll(victims.filter(({ step }) => step.endsWith === undefined), how.signal);
  for (let wait = SOONEST; victims.some(isOpen); wait = Math.min(wait * 1.5, LATEST)) {
    await noticeDead(stopper, victims.filter(isOpen));
    const open = victims.filter(isOpen);
    if (open.length === 0) break;
    if (stopper.interrupted) open.forEach((victim) => victim.close("interrupted"));
    else if (stopper.elapsed >= how.timeout) await finish(open, stopper.elapsed, how);
    else await signalAll(open.filter((victim) => victim.isMasterless(byPid)), how.signal);
    if (victims.some(isOpen)) await stopper.pause(wait);
  }
  return victims.map((victim) => victim.outcome());
}

function isOpen({ result }: Victim): boolean {
  return result === undefined;
}

async function signalAll(victims: readonly Victim[], signal: SignalName): Promise<void> {
  // The order counts: parents before their children, so that they start no others.
  for (const victim of victims) await victim.signal(signal);
}

async function noticeDead({ tools }: Stopper, open: readonly Victim[]): Promise<void> {
  const pulses = await readPulses(tools.host, open.map(({ step }) => step.pid));
  for (const victim of open) {
    const pulse = pulses.get(victim.step.pid);
    if (!pulse || pulse.dead || pulse.startTicks !== victim.step.startTicks) victim.close("ended");
    else victim.state = pulse.state;
  }
}

/** The time is over: who may be killed is, and who was and lives is given up. */
async function finish(open: readonly Victim[], now: number, how: HowToStop): Promise<void> {
  for (const victim of open) {
    if (victim.step.untouched) victim.close("left");
    else if (victim.killedAt === undefined && (how.escalates || how.signal === "SIGKILL")) {
      await victim.signal("SIGKILL");
    } else if (victim.killedAt === undefined || now - victim.killedAt > KILLED) {
      victim.close("alive");
    }
  }
}

/** One process on its way out. */
class Victim {
  readonly step: ProcessStep;
  readonly #stopper: Stopper;
  readonly #signals: SignalName[] = [];
  readonly #start: number;
  #endedAt = 0;
  result: ProcessResult | undefined;
  killedAt: number | undefined;
  /** The letter of its state when it was last seen alive. */
  state = "";

  constructor(stopper: Stopper, step: ProcessStep) {
    this.#stopper = stopper;
    this.step = step;
    this.#start = stopper.elapsed;
  }

  /** Its master has been dead for a while, and it has not been told so. */
  isMasterless(byPid: ReadonlyMap<number, Victim>): boolean {
    const { endsWith, untouched } = this.step;
    if (endsWith === undefined || untouched || this.#signals.length > 0) return false;
    const master = byPid.get(endsWith);
    return master?.result !== undefined && this.#stopper.elapsed - master.#endedAt > MASTERLESS;
  }

  async signal(signal: SignalName): Promise<void> {
    const { pid, name } = this.step;
    const sent = await send(this.#stopper.tools, this.step, signal);
    if (sent === "forced-only") return await this.signal("SIGKILL");
    if (sent !== "sent") return this.close(sent);
    this.#signals.push(signal);
    if (signal === "SIGKILL") this.killedAt = this.#stopper.elapsed;
    this.#stopper.tell({ event: "signalled", pid, name, signal });
  }

  close(result: ProcessResult): void {
    const { pid, name } = this.step;
    // Who has been sent something and is gone has heard it.
    const heard = this.#signals.length > 0;
    const ended = result === "gone" && heard ? "ended" : result;
    this.result = ended === "ended" && this.killedAt !== undefined ? "killed" : ended;
    this.#endedAt = this.#stopper.elapsed;
    this.#stopper.tell({ event: "process", pid, name, result: this.result });
  }

  outcome(): ProcessOutcome {
    const { pid, name } = this.step;
    const result = this.result ?? "interrupted";
    const reason = reasonFor(result, { state: this.state, signals: this.#signals });
    const good = result === "ended" || result === "killed" || result === "gone" ||
      result === "replaced";
    return {
      kind: "process",
      pid,
      name,
      result,
      signals: this.#signals,
      afterSeconds: (this.#endedAt - this.#start) / 1000,
      ...(reason === undefined ? {} : { reason }),
      exit: good ? 0 : result === "left" ? 3 : 5,
    };
  }
}

function reasonFor(
  result: ProcessResult,
  { state, signals }: { readonly state: string; readonly signals: readonly SignalName[] },
): string | undefined {
  switch (result) {
    case "not-permitted":
      return "the system does not permit you to signal it";
    case "left":
      return "it belongs to another user, and its master did not end it: --force stops it";
    case "replaced":
      return "it has ended, and another process has its pid now, which was left alone";
    case "interrupted":
      return signals.length === 0
        ? "it was not signalled"
        : `it was sent ${signals.join(" and ")}, and had not ended yet`;
    case "alive":
      if (state === "D") return "it waits for a device or a disk, and ends when that answers";
      return signals.includes("SIGKILL")
        ? "it outlived SIGKILL"
        : `it does not end by ${signals.join(" and ")}: portik kills only after TERM, INT or QUIT`;
    default:
      return undefined;
  }
}
