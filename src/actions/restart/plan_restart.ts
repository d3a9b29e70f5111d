import { nameProcess } from "../../analysis/blame/case.ts";
import { listWords } from "../../analysis/sentence.ts";
import type { Machine } from "../../model/machine.ts";
import type {
  ContainerStep,
  Declined,
  ProcessStep,
  StopOptions,
  StopPlan,
} from "../../model/plan.ts";
import type { RestartPlan, StartStep } from "../../model/restart.ts";
import type { Proto } from "../../model/socket.ts";
import { keeperOf } from "./keeper.ts";
import { isObstacle } from "./likeness.ts";
import type { Obstacle } from "./obstacles.ts";
import { type Resemble, withoutLauncher } from "./without_launcher.ts";
import { planStop } from "../stop/plan_stop.ts";

/** One port, by each of these protocols. */
export interface RestartTarget {
  readonly port: number;
  readonly protos: readonly Proto[];
  readonly host?: string;
}

/** `3000/tcp`, `3000/tcp and udp`. */
export function portWords({ port, protos }: RestartTarget): string {
  return `${port}/${protos.join(" and ")}`;
}

/** How to restart. */
export interface RestartOptions
  extends Pick<StopOptions, "timeout" | "force" | "tree" | "container"> {
  /** Tells what it would take to start a process of the plan again, or why that cannot be. */
  readonly resemble: Resemble;
}

/**
 * What it takes to restart whoever listens on a port, or why it is not done: its container by the engine, its
 * unit by systemd, otherwise the processes, each as it was. Pure but for `resemble`.
 */
export function planRestart(
  machine: Machine,
  target: RestartTarget,
  { resemble, ...options }: RestartOptions,
): RestartPlan | Declined {
  const { port, protos, host } = target;
  const what = portWords(target);
  const sockets = protos.flatMap((proto) => machine.listeners(port, proto, host));
  const inside = sockets.some((socket) => machine.container(socket) !== undefined);
  const container = options.container === true || inside;
  const keeper = container ? undefined : sockets.map((one) => keeperOf(machine, one)).find(Boolean);
  if (keeper) return byKeeper(what, keeper);
  const ports = { kind: "ports", first: port, last: port, protos } as const;
  const stop = planStop(machine, [host === undefined ? ports : { ...ports, host }], {
    ...options,
    container,
  });
  const [declined] = stop.declined;
  if (declined) return asRestart(declined);
  const containers = stop.steps.filter((step) => step.kind === "container");
  const processes = stop.steps.filter((step) => step.kind === "process");
  if (containers.length > 0 && processes.length > 0) return mixed(what, containers);
  if (containers.length > 0) return byEngine(containers);
  return againAsItWas(machine, { what, stop, processes }, { ...options, resemble });
}

/**
 * Why a plan is not to be carried out any more, if it is so: a person may have thought about it for a while,
 * and the program may have been replaced meanwhile.
 */
export function outdated(
  plan: RestartPlan,
  { what, resemble }: { readonly what: string; readonly resemble: Resemble },
): Declined | undefined {
  if (plan.how !== "process") return undefined;
  const pids = new Set(plan.start.map(({ replaces }) => replaces));
  for (const step of plan.stop.steps) {
    if (step.kind !== "process" || !pids.has(step.pid)) continue;
    const answer = resemble(step);
    if (isObstacle(answer)) return unfaithful(what, step, answer);
  }
  return undefined;
}

/** Tells a refusal from a plan. */
export function isDeclined(answer: RestartPlan | Declined): answer is Declined {
  return "message" in answer;
}

function byKeeper(
  what: string,
  { kind, names, run }: NonNullable<ReturnType<typeof keeperOf>>,
): RestartPlan | Declined {
  if (kind === "unit" && run?.[0] === "systemctl") return { how: "unit", names, run: [run] };
  const by = kind === "unit" ? `systemd unit ${listWords(names)}` : listWords(names);
  return {
    what,
    code: kind,
    message: `${what} is served by ${by}, which would start it again by itself`,
    hint: run ? "This restarts it" : `Have ${by} restart it`,
    ...(run ? { run } : {}),
    exit: 3,
  };
}

/** The engine stops and starts it: `docker restart -t 10 web`. */
function byEngine(containers: readonly ContainerStep[]): RestartPlan {
  return {
    how: "container",
    names: containers.map(({ name }) => name),
    run: containers.map(({ run }) => restartCommand(run)),
  };
}

/** A command to stop ends with: stop, -t, seconds, name. `podman pod restart` knows no -t (its `--help`). */
function restartCommand(stop: readonly string[]): readonly string[] {
  const restart = stop.with(-4, "restart");
  return stop.at(-5) === "pod" ? restart.toSpliced(-3, 2) : restart;
}

function mixed(what: string, containers: readonly ContainerStep[]): Declined {
  const names = listWords(containers.map(({ name }) => name));
  return {
    what,
    code: "mixed-owners",
    message: `${what} is held by processes and by containers (${names})`,
    hint: "--container restarts the containers alone",
    exit: 3,
  };
}

/** What `kill` says of itself, said of a restart. */
function asRestart(declined: Declined): Declined {
  const message = declined.message.replace(/^nothing to kill/, "nothing to restart");
  const hint = declined.hint?.replace("stops it", "restarts it");
  return {
    ...declined,
    message,
    ...(hint === undefined ? {} : { hint }),
    code: declined.code.replace("to-kill", "to-restart"),
  };
}

function againAsItWas(
  machine: Machine,
  { what, stop, processes }: {
    readonly what: string;
    readonly stop: StopPlan;
    readonly processes: readonly ProcessStep[];
  },
  { resemble, tree }: RestartOptions,
): RestartPlan | Declined {
  const start: StartStep[] = [];
  for (const step of rootsOf(machine, processes)) {
    const left = tree ? [] : withoutLauncher(machine, { what, step, resemble });
    if ("message" in left) return left;
    const answer = resemble(step);
    if (isObstacle(answer)) return unfaithful(what, step, answer);
    const { likeness } = answer;
    const { pid, name, user } = step;
    const changes = [...answer.changes, ...left];
    const whose = user === undefined ? {} : { user };
    start.push({ replaces: pid, name, ...whose, likeness, changes });
  }
  return { how: "process", stop, start };
}

/** Those that no other one has started: the others are started by these again. */
function rootsOf(machine: Machine, steps: readonly ProcessStep[]): readonly ProcessStep[] {
  const pids = new Set(steps.map(({ pid }) => pid));
  return steps.filter(({ pid, endsWith }) =>
    endsWith === undefined &&
    !machine.ancestry(pid).some((above) => above.pid !== pid && pids.has(above.pid))
  );
}

function unfaithful(what: string, step: ProcessStep, { why, hint }: Obstacle): Declined {
  return {
    what,
    code: "unfaithful",
    message: `${nameProcess(step)} cannot be restarted as it was: ${why}`,
    ...(hint === undefined ? {} : { hint }),
    exit: 3,
  };
}
