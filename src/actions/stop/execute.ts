import type { Machine } from "../../model/machine.ts";
import type { ProcessStep, StopPlan } from "../../model/plan.ts";
import type { Process } from "../../model/process.ts";
import type { ContainerOutcome, ProcessOutcome, StopOutcome } from "../../model/stop_outcome.ts";
import { whyForeign, whyProtected } from "./protection.ts";
import { proveFree } from "./prove_free.ts";
import { stopContainer } from "./stop_container.ts";
import { type HowToStop, stopProcesses } from "./stop_processes.ts";
import { Stopper, type StopTools } from "./stopper.ts";

/** What the executor is allowed beside the plan. */
export interface ExecuteOptions {
  /** Processes of other users that turn up with the same socket are stopped, too. */
  readonly force?: boolean;
  /** Processes that may start again what is stopped; while they live, the ports are watched for a moment. */
  readonly watched?: readonly Process[];
}

/**
 * Carries out a plan: signals, waits until each process is dead, kills where the time is over, and proves
 * that the ports are free. Before every signal it compares the start time again. From its call on, a signal
 * that asks portik to end is answered by giving up, with a truthful outcome. What the plan has declined is
 * not part of the outcome.
 */
export async function executeStop(
  tools: StopTools,
  plan: StopPlan,
  { force = false, watched = [] }: ExecuteOptions = {},
): Promise<StopOutcome> {
  const stopper = new Stopper(tools);
  const how: HowToStop = {
    signal: plan.signal,
    escalates: plan.escalates,
    timeout: plan.timeoutSeconds * 1000,
  };
  const processes = plan.steps.filter((step) => step.kind === "process");
  const containers = plan.steps.filter((step) => step.kind === "container");
  const [ended, stopped] = await Promise.all([
    stopProcesses(stopper, processes, how),
    Promise.all(containers.map((step) => stopContainer(stopper, step, how))),
  ]);
  const ports = await proveFree(stopper, {
    plan,
    ended,
    watched,
    stopHeirs: async (machine, heirs) => {
      const steps = heirs.map((heir) => heirStep(machine, heir, force));
      // Who was born into a shutdown is given no more time: it would bear others.
      const now = { ...how, signal: "SIGKILL" as const, timeout: stopper.elapsed };
      const outcomes = await stopProcesses(stopper, steps, now);
      ended.push(...outcomes);
      return outcomes;
    },
  });
  return {
    steps: [...ended, ...stopped],
    ports,
    interrupted: stopper.interrupted !== undefined,
    exit: exitOf(stopper, worstOf([...ended, ...stopped], ports)),
  };
}

/** A process that started meanwhile and has the socket; the policy holds for it, too. */
function heirStep(machine: Machine, process: Process, force: boolean): ProcessStep {
  const { pid, startTicks = -1, name, argv } = process;
  const spared = whyProtected(machine, process) ??
    (force ? undefined : whyForeign(machine, process));
  return {
    kind: "process",
    pid,
    startTicks,
    name,
    argv,
    why: "got the socket meanwhile",
    ...(spared ? { endsWith: pid, untouched: true as const } : {}),
  };
}

/** Interrupted work exits as shells have it: 128 and the number of the signal. */
function exitOf({ interrupted }: Stopper, worst: number): number {
  return worst === 0 || interrupted === undefined ? worst : interrupted === "SIGINT" ? 130 : 143;
}

function worstOf(
  steps: readonly (ProcessOutcome | ContainerOutcome)[],
  ports: StopOutcome["ports"],
): number {
  return Math.max(0, ...steps.map(({ exit }) => exit), ...ports.map(({ exit }) => exit));
}
