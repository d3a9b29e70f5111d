import type { Machine } from "../../model/machine.ts";
import type { StopPlan, StopPort } from "../../model/plan.ts";
import type { PortOutcome, ProcessOutcome } from "../../model/stop_outcome.ts";
import type { Process } from "../../model/process.ts";
import { judgePort, outcomeOf, sameSocket, takenAgain } from "./judge_port.ts";
import { readPulses } from "./pulse.ts";
import type { Stopper } from "./stopper.ts";

/** How long something that is in the way may take to go, in ms. */
const GOING = 2000;

/** How long a supervisor is watched for bringing back what has ended, in ms: runit waits a second. */
const COMING_BACK = 1600;

/** How long the ports of what has a parent that lives on are watched, in ms: most programs listen by then. */
const BORN_AGAIN = 800;

/** How long processes that bear each other are run after, in ms. */
const STORM = 10_000;

/** Time between two looks, in ms. */
const PAUSE = 150;

/** What proving goes by. */
export interface Proving {
  readonly plan: StopPlan;
  /** Stops these processes, which hold the same socket and started meanwhile; answers how that went. */
  stopHeirs(machine: Machine, heirs: readonly Process[]): Promise<readonly ProcessOutcome[]>;
  /** What became of the processes of the plan. */
  readonly ended: readonly ProcessOutcome[];
  /** Processes that may start again what has ended. */
  readonly watched: readonly Process[];
}

/** Proves that the ports are free by binding them, or says who has them. */
export async function proveFree(stopper: Stopper, proving: Proving): Promise<PortOutcome[]> {
  const { plan } = proving;
  const ports = plan.ports.filter(({ freed }) => freed);
  const proven = new Map<StopPort, PortOutcome>();
  const bounds = new Map<StopPort, string>();
  // Who was there before this cannot have been started by anything that was stopped.
  const since = stopper.tools.host.now() - stopper.elapsed - 1000;
  for (const end = stopper.elapsed + GOING;;) {
    for (const port of ports) {
      if (proven.has(port)) continue;
      const bound = await stopper.tools.host.tryBind(port.proto, port.address, port.port);
      bounds.set(port, bound);
      if (bound === "ok") proven.set(port, outcomeOf(port, { result: "free", proof: "bind" }));
    }
    const open = ports.filter((port) => !proven.has(port));
    if (open.length === 0) break;
    if (stopper.interrupted) {
      for (const port of open) proven.set(port, outcomeOf(port, { result: "unchecked", exit: 5 }));
      break;
    }
    const machine = await stopper.tools.look();
    const heirs = heirsOf(machine, open, proving);
    if (heirs.length > 0 && stopper.elapsed < end + STORM) await proving.stopHeirs(machine, heirs);
    else {
      const isLast = stopper.elapsed >= end;
      for (const port of open) {
        const bound = bounds.get(port) ?? "";
        const outcome = judgePort(machine, port, { since, isLast, bound, ended: proving.ended });
        if (outcome) proven.set(port, outcome);
      }
    }
    if (ports.some((port) => !proven.has(port))) await stopper.pause(PAUSE);
  }
  await watchComebacks(stopper, proven, { since, proving });
  for (const { port, proto, address, result } of proven.values()) {
    stopper.tell({ event: "port", port, proto, address, result });
  }
  return ports.flatMap((port) => proven.get(port) ?? []);
}

/** Processes that hold the very socket that was to go, and were not among those to stop. */
function heirsOf(
  machine: Machine,
  open: readonly StopPort[],
  { ended, plan: { signal, escalates } }: Proving,
): readonly Process[] {
  if (!escalates && signal !== "SIGKILL") return [];
  const tried = new Set(ended.map(({ pid }) => pid));
  const pids = open.flatMap((port) => sameSocket(machine, port))
    .flatMap(({ holders }) => holders.map(({ pid }) => pid))
    .filter((pid) => !tried.has(pid));
  return [...new Set(pids)].flatMap((pid) => machine.process(pid) ?? []);
}

/** Watches free ports for a while, without binding them: that would be in the way of who comes back. */
async function watchComebacks(
  stopper: Stopper,
  proven: Map<StopPort, PortOutcome>,
  { since, proving: { plan, watched } }: { readonly since: number; readonly proving: Proving },
): Promise<void> {
  const isExpected = plan.comebacks.length > 0;
  for (
    const end = stopper.elapsed + (isExpected ? COMING_BACK : BORN_AGAIN);
    stopper.elapsed < end;
  ) {
    const free = [...proven].filter(([, { result }]) => result === "free");
    if (free.length === 0 || stopper.interrupted) return;
    if (!isExpected && !await livesOn(stopper, watched)) return;
    await stopper.pause(PAUSE);
    const machine = await stopper.tools.look();
    for (const [port] of free) {
      const again = takenAgain(machine, port, { since });
      if (again) proven.set(port, again);
    }
  }
}

/** True where one of them lives: the shell of a script that has waited for nothing else ends at once. */
async function livesOn({ tools }: Stopper, watched: readonly Process[]): Promise<boolean> {
  const pulses = await readPulses(tools.host, watched.map(({ pid }) => pid));
  return watched.some(({ pid, startTicks }) => {
    const pulse = pulses.get(pid);
    return pulse !== undefined && !pulse.dead && pulse.startTicks === startTicks;
  });
}
