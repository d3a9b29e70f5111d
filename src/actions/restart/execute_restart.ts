import type { Hands } from "../../host/hands.ts";
import { isFailure } from "../../host/host.ts";
import type { LaunchFailure, PreparedLaunch } from "../../host/launch.ts";
import { errnoWords } from "../../model/errno.ts";
import type { StopPlan } from "../../model/plan.ts";
import type { ProcessRestart, StartStep } from "../../model/restart.ts";
import type { RestartEvent, RestartOutcome } from "../../model/restart_outcome.ts";
import type { StopOutcome } from "../../model/stop_outcome.ts";
import { type ExecuteOptions, executeStop } from "../stop/execute.ts";
import type { StopTools } from "../stop/stopper.ts";
import { type TailHost, watchOutput } from "./tail.ts";
import { awaitPort, type PortLook } from "./await_port.ts";

/** The part of a restart that stops, where nothing is to be stopped, or where others do it. */
export const NOTHING_TO_STOP: StopPlan = {
  steps: [],
  signal: "SIGTERM",
  escalates: true,
  timeoutSeconds: 0,
  ports: [],
  spared: [],
  comebacks: [],
  declined: [],
};

/** What it takes to restart processes. */
export interface RestartTools extends StopTools {
  readonly host: StopTools["host"] & TailHost & { readonly pid: number };
  readonly hands: StopTools["hands"] & Pick<Hands, "prepareLaunch">;
  /** Looks at the port alone, and at who holds it. */
  readonly lookAtPort: PortLook;
  /** Hears what happens. */
  tell?(event: RestartEvent): void;
}

/** How long to wait for the port, and what stopping may do. */
export interface RestartPatience extends ExecuteOptions {
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Carries out a plan: makes each new process ready, stops the old ones, lets the new ones go, and waits until
 * the port is held again by them or by what they have started. Nothing is stopped unless everything is ready,
 * and nothing is started unless the old ones are gone.
 */
export async function executeRestart(
  tools: RestartTools,
  plan: ProcessRestart,
  patience: RestartPatience,
): Promise<RestartOutcome> {
  const heard = hearing(tools);
  const ready = await prepareAll(tools, plan.start);
  if ("reason" in ready) return outcome("not-prepared", { reason: ready.reason, exit: 3 });
  if (heard.interrupted()) {
    await cancelAll(ready);
    return outcome("interrupted", { reason: "nothing was stopped" });
  }
  tellAll(tools, "ready", ready, plan.start);
  const begun = tools.host.now();
  const stop = await executeStop(heard.tools, plan.stop, patience);
  const hindrance = hindranceOf(stop);
  if (hindrance) {
    await cancelAll(ready);
    return { ...hindrance, stop };
  }
  const lines = watchOutput(tools.host, plan.start.map(({ likeness }) => likeness));
  const pids = ready.map(({ pid }) => pid);
  const failed = await startAll(ready, plan.start);
  if (failed !== undefined) {
    return outcome("not-started", { pids, reason: failed, lines: await lines(), stop });
  }
  tellAll(tools, "started", ready, plan.start);
  const started = tools.host.now();
  const expected = { ports: plan.stop.ports, launched: ready };
  const found = await awaitPort(heard.tools, expected, patience);
  if (found.result !== "restarted") {
    return outcome(found.result, { ...found, pids, lines: await lines(), stop });
  }
  const now = tools.host.now();
  const held = { at: new Date(now).toISOString(), event: "held", name: "" } as const;
  tools.tell?.({ ...held, ...found.by });
  return outcome("restarted", {
    pids,
    ...(found.by ? { by: found.by } : {}),
    startSeconds: (now - started) / 1000,
    downSeconds: (now - begun) / 1000,
    stop,
    exit: 0,
  });
}

/** From here on, who asks portik to end is heard once and for all, whatever is done at that time. */
function hearing(tools: RestartTools): { tools: RestartTools; interrupted: () => boolean } {
  let interrupted = false;
  const stopped = tools.host.stopped();
  stopped.then(() => void (interrupted = true));
  return {
    tools: { ...tools, host: { ...tools.host, stopped: () => stopped } },
    interrupted: () => interrupted,
  };
}

/** Tells the same of each new process. */
function tellAll(
  { host, tell }: RestartTools,
  event: "ready" | "started",
  launched: readonly PreparedLaunch[],
  steps: readonly StartStep[],
): void {
  const at = new Date(host.now()).toISOString();
  launched.forEach(({ pid }, i) => tell?.({ at, event, pid, name: steps[i]?.name ?? "" }));
}

function outcome(
  result: RestartOutcome["result"],
  facts: Partial<RestartOutcome>,
): RestartOutcome {
  return { pids: [], lines: [], exit: 5, ...facts, result };
}

async function prepareAll(
  { hands }: RestartTools,
  steps: readonly StartStep[],
): Promise<readonly PreparedLaunch[] | { readonly reason: string }> {
  const answers = await Promise.all(steps.map(({ likeness }) => hands.prepareLaunch(likeness)));
  const ready = answers.filter((answer) => !isFailure(answer)) as PreparedLaunch[];
  const at = answers.findIndex(isFailure);
  if (at < 0) return ready;
  await cancelAll(ready);
  return { reason: launchWords(steps[at], answers[at] as LaunchFailure) };
}

async function cancelAll(ready: readonly PreparedLaunch[]): Promise<void> {
  await Promise.all(ready.map((one) => one.cancel()));
}

/** Starts one after the other; why one could not be, or undefined. Those before it run. */
async function startAll(
  ready: readonly PreparedLaunch[],
  steps: readonly StartStep[],
): Promise<string | undefined> {
  for (const [i, one] of ready.entries()) {
    const failure = await one.go();
    if (!failure) continue;
    await cancelAll(ready.slice(i + 1));
    return launchWords(steps[i], failure);
  }
  return undefined;
}

/**
 * Why nothing may be started after this; undefined where the way is clear. Who interrupts portik when the old
 * processes are gone does not want to be left without new ones.
 */
function hindranceOf({ steps, ports, interrupted }: StopOutcome): RestartOutcome | undefined {
  const alive = steps.find(({ exit }) => exit > 0);
  if (alive) {
    const { name, reason = "it still runs", exit } = alive;
    return interrupted
      ? outcome("interrupted", { reason: `${name} was not stopped: ${reason}` })
      : outcome("not-stopped", { reason: `${name} was not stopped: ${reason}`, exit });
  }
  const taken = ports.find(({ result }) => result === "taken-again" || result === "held");
  if (!taken) return undefined;
  const { name = "somebody else", pid } = taken.by ?? {};
  const who = pid === undefined ? name : `${name} (pid ${pid})`;
  return outcome("taken", {
    reason: `${who} has taken ${taken.port}/${taken.proto} in between`,
    ...(taken.by ? { by: taken.by } : {}),
  });
}

/** What a launch failed at, in words. */
const PARTS: Readonly<Record<LaunchFailure["at"], (step: StartStep) => string>> = {
  cwd: ({ likeness }) => `its folder ${likeness.cwd} cannot be entered`,
  identity: ({ user = "its user" }) => `portik may not become ${user}`,
  limits: () => "its limits cannot be set",
  stdin: ({ likeness }) => `${likeness.stdin} cannot be opened for its input`,
  stdout: ({ likeness }) => `${likeness.stdout.path} cannot be opened for its output`,
  stderr: ({ likeness }) => `${likeness.stderr.path} cannot be opened for its errors`,
  exe: ({ likeness }) => `${likeness.exe} cannot be run`,
  start: () => "no process can be made ready for it",
};

function launchWords(step: StartStep | undefined, { failed, at }: LaunchFailure): string {
  return `${step ? PARTS[at](step) : "it cannot be started"}: ${errnoWords(failed)}`;
}
