import { type Host, isFailure } from "../../host/host.ts";
import type { JournalPort, Stopped } from "../../model/journal.ts";
import type { Machine } from "../../model/machine.ts";
import type { ProcessStep, StopPlan } from "../../model/plan.ts";
import type { StepOutcome } from "../../model/stop_outcome.ts";
import { listWords } from "../../analysis/sentence.ts";
import { heldBy } from "../stop/choose.ts";
import { keeperOf } from "../restart/keeper.ts";
import { isObstacle, likenessOf } from "../restart/likeness.ts";
import { readTraits } from "../restart/traits.ts";

/** How to remember. */
export interface Remembering {
  /** Where the output of a process goes that is started again, if it cannot go where it went. */
  readonly log: string;
}

/**
 * What a plan is about to stop, with all that it takes to start it again. It has to be asked before anything
 * is signalled: of a dead process nobody knows the environment any more.
 */
export function rememberPlan(
  host: Host,
  machine: Machine,
  plan: StopPlan,
  options: Remembering,
): Stopped[] {
  const pids = new Set(plan.steps.flatMap((step) => step.kind === "process" ? [step.pid] : []));
  const mine = readTraits(host, host);
  return plan.steps.map((step): Stopped => {
    const ports = portsOf(machine, step, plan);
    if (step.kind === "container") {
      const { kind, engine, id, name, start } = step;
      return { kind, engine, id, name, start, ports };
    }
    const { why: _, untouched: __, endsWith, ...process } = step;
    const above = machine.ancestry(step.pid).slice(1);
    const parent = endsWith ?? above.find(({ pid }) => pids.has(pid))?.pid;
    return {
      ...process,
      ...(parent === undefined ? {} : { below: parent }),
      ports,
      // What its parent starts again needs no likeness, and its secrets no keeping.
      ...(parent === undefined ? howToStart(host, machine, { step, ports, mine, ...options }) : {}),
    };
  });
}

function howToStart(
  host: Host,
  machine: Machine,
  { step, ports, mine, log }: Remembering & {
    readonly step: ProcessStep;
    readonly ports: readonly JournalPort[];
    readonly mine: ReturnType<typeof readTraits>;
  },
): Partial<Pick<Stopped & { kind: "process" }, "start" | "likeness" | "changes" | "obstacle">> {
  const keeper = heldBy(machine, step.pid).map((one) => keeperOf(machine, one)).find(Boolean);
  if (keeper) {
    const { run, names } = keeper;
    if (!run) return { obstacle: `${listWords(names)} keeps it running, and is to start it` };
    return {
      start: run.map((word) => word === "restart" && run.includes("systemctl") ? "start" : word),
    };
  }
  if (host.os !== "linux") return { obstacle: "portik can start processes again on Linux only" };
  const container = machine.process(step.pid)?.containerId;
  if (container !== undefined) return { obstacle: `it ran in container ${container.slice(0, 12)}` };
  const traits = readTraits(host, step);
  const options = {
    mine,
    port: Math.min(65535, ...ports.map(({ port }) => port)),
    privilegedBelow: machine.setting("unprivilegedPortStart") ?? 1024,
    log: { path: log, opener: "portik" as const },
    logWanted: false,
  };
  const faithful = likenessOf(traits, { ...options, force: false });
  if (!isObstacle(faithful)) return { likeness: faithful.likeness, changes: faithful.changes };
  const forced = likenessOf(traits, { ...options, force: true });
  return isObstacle(forced)
    ? { obstacle: forced.why }
    : { likeness: forced.likeness, changes: forced.changes, obstacle: faithful.why };
}

/** What is to be held again: the ports that were asked for, or all where none was. */
function portsOf(
  machine: Machine,
  step: StopPlan["steps"][number],
  { ports }: Pick<StopPlan, "ports">,
): JournalPort[] {
  const asked = ports.filter((one) => one.asked);
  const wanted = asked.length > 0 ? asked : ports;
  return allPorts(machine, step).filter((port) =>
    wanted.some((one) =>
      one.port === port.port && one.proto === port.proto && one.address === port.address
    )
  );
}

function allPorts(machine: Machine, step: StopPlan["steps"][number]): JournalPort[] {
  if (step.kind === "container") {
    return machine.snapshot.containers.filter(({ id }) => id === step.id)
      .flatMap(({ publications }) =>
        publications.map(({ hostPort: port, proto, hostAddress: address }) => ({
          port,
          proto,
          address,
        }))
      );
  }
  return heldBy(machine, step.pid)
    .map(({ port, proto, address }) => ({ port, proto, address }));
}

/** Results after which there is nothing to start again, and no secret to keep for it. */
const NOT_STOPPED: readonly string[] = ["gone", "replaced", "left", "not-permitted", "alive"];

/** The same with what became of each. */
export function withResults(
  stopped: readonly Stopped[],
  outcomes: readonly StepOutcome[],
): Stopped[] {
  return stopped.map((one) => {
    const outcome = outcomes.find((step) =>
      step.kind === "process"
        ? one.kind === "process" && one.pid === step.pid
        : one.kind === "container" && one.name === step.name && one.engine === step.engine
    );
    if (outcome === undefined) return one;
    const { result } = outcome;
    return NOT_STOPPED.includes(result) ? { ...withoutLikeness(one), result } : { ...one, result };
  });
}

/** The same without the environment, when nobody needs it any more. */
export function withoutLikeness(one: Stopped): Stopped {
  if (one.kind === "container") return one;
  const { likeness: _, ...rest } = one;
  return rest;
}

/** Makes the folder of a log, and gives the path; undefined where that fails. */
export function makeLog(host: Pick<Host, "makeDir" | "now">, folder: string): string | undefined {
  if (isFailure(host.makeDir(`${folder}/logs`))) return undefined;
  const time = new Date(host.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  return `${folder}/logs/undo-${time}.log`;
}
