import { executeStop } from "../../actions/stop/execute.ts";
import { survivingParents } from "../../actions/stop/family.ts";
import { planStop } from "../../actions/stop/plan_stop.ts";
import { planBlocks, planQuestion } from "../../analysis/plan_blocks.ts";
import { option, toggle } from "../../cli/declaration.ts";
import { worst } from "../../cli/exit_codes.ts";
import { outputOf, type SharedFlags } from "../../cli/flags.ts";
import { STOP_WORDS, stopTargets } from "../../cli/stop_targets.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Machine } from "../../model/machine.ts";
import type { StopOptions, StopPlan, StopTarget } from "../../model/plan.ts";
import type { Process } from "../../model/process.ts";
import type { FactName } from "../../model/question.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Report, Reports } from "../../model/report.ts";
import { parseSignal, type SignalName } from "../../model/signal.ts";
import type { StopEvent } from "../../model/stop_outcome.ts";
import type { Command } from "../command.ts";
import { confirm } from "../confirm.ts";
import { Memory } from "../memory.ts";
import { told } from "../told.ts";
import type { World } from "../world.ts";
import { eventReport, reportOf } from "./answer.ts";

type Flags = {
  readonly signal?: SignalName;
  /** Milliseconds. */
  readonly timeout: number;
  readonly force: boolean;
  readonly tree: boolean;
  readonly container: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
};

/** `portik kill PORT…`: stops who listens there, and proves that the ports are free. */
export const kill: Command<Flags, readonly string[], Report | Reports> = {
  details:
    "Shows who will be stopped and asks; without a terminal, --yes is needed. Sends SIGTERM, waits, sends " +
    "SIGKILL when the time is over, and binds the port for an instant to prove that it is free. Of a server " +
    "with workers it signals the master; of a published port it stops the container. Never pid 1, portik " +
    "itself and its parents, kernel threads, forwarders, engines or clients; processes of other users only " +
    "with --force, also for root. --tree also stops the watcher or script runner that started it, with all " +
    "below. pid:N is one process, name:TEXT every process of that name that listens. Who takes the port again " +
    "is named and left alone. --signal HUP, USR1 or USR2 is never followed by SIGKILL. portik undo takes a " +
    "kill back. With --json --verbose, each event is a line of its own.",
  flags: {
    signal: {
      ...option("name", "The first signal: TERM, INT, QUIT, HUP, KILL, USR1, USR2", parseSignal),
      values: ["TERM", "INT", "QUIT", "HUP", "KILL", "USR1", "USR2"],
    },
    timeout: {
      kind: "parsed",
      parse: parseDuration,
      default: "5s",
      placeholder: "time",
      brief: "How long to wait before SIGKILL",
    },
    force: toggle("Also processes of other users"),
    tree: toggle("Also what started it and would again, with all below"),
    container: toggle("The container behind the port, never a process"),
    dryRun: toggle("Only show who would be stopped"),
    yes: toggle("Do not ask"),
  },
  positional: STOP_WORDS,
  async run(world, flags, ...words) {
    const targets = stopTargets(words, flags);
    if (flags.from !== undefined && !flags.dryRun) {
      throw new Refusal("bad-flags", "a captured machine cannot be acted on: use --dry-run");
    }
    const { machine, plan } = await makePlan(world, targets, optionsOf(flags));
    if (plan.steps.length === 0) refuse(plan);
    if (flags.dryRun || plan.steps.length === 0) return reportOf({ machine, plan, flags });
    await confirm(world, {
      blocks: planBlocks(plan),
      question: planQuestion(plan),
      yes: flags.yes,
    });
    const act = (tell?: (event: StopEvent) => void) =>
      actOn(world, { machine, plan, flags, words, ...(tell ? { tell } : {}) });
    const streams = flags.verbose && ["json", "ndjson"].includes(outputOf(flags));
    return streams ? told(act, eventReport) : await act();
  },
};

/** Most looks at a machine on which owners die while they are looked at. */
const LOOKS = 5;

/** A plan and what it was made from. */
interface Planned {
  readonly machine: Machine;
  readonly plan: StopPlan;
}

/** A plan for the living: who has died between two parts of a look may have left the port to a child. */
async function makePlan(
  world: World,
  targets: readonly StopTarget[],
  options: StopOptions,
): Promise<Planned> {
  const make = async (facts: readonly FactName[]): Promise<Planned> => {
    const machine = await lookAtAll(world, facts);
    return { machine, plan: planStop(machine, targets, options) };
  };
  const has = ({ plan }: Planned, code: string) => plan.declined.some((one) => one.code === code);
  let planned = await make(FACTS);
  for (let i = 1; has(planned, "dead") && hasPorts(targets) && i < LOOKS; i++) {
    planned = await make(FACTS);
  }
  const isNobody = planned.plan.steps.length === 0 && has(planned, "nothing-to-kill");
  return isNobody && hasPorts(targets) ? await make([...FACTS, "namespaces"]) : planned;
}

function hasPorts(targets: readonly StopTarget[]): boolean {
  return targets.some(({ kind }) => kind !== "pid");
}

/** Everything that a plan depends on: what else a process holds, who its parents and clients are. */
const FACTS = ["sockets", "owners", "processes", "containers", "sessions", "caller"] as const;

function lookAtAll(world: World, facts: readonly FactName[]): Promise<Machine> {
  return world.look({ facts, protos: ["tcp", "udp"] });
}

function optionsOf({ signal, timeout, force, tree, container }: Flags): StopOptions {
  return { ...(signal === undefined ? {} : { signal }), timeout, force, tree, container };
}

/** Where nothing may be done, that is a refusal; where nothing is there to be done, an answer. */
function refuse({ declined }: StopPlan): void {
  const hard = declined.filter(({ exit }) => exit > 1);
  const [first] = hard;
  if (!first) return;
  const same = hard.every(({ hint }) => hint === first.hint);
  const run = hard.flatMap((one) => one.run === undefined ? [] : [one.run.join(" ")]);
  const hint = [same ? first.hint ?? "" : "", run.join("; ")].filter((part) => part !== "");
  throw new Refusal(first.code, hard.map(({ message }) => message).join("; "), {
    exit: worst(hard.map(({ exit }) => exit)),
    ...(hint.length === 0 ? {} : { hint: hint.join(": ") }),
  });
}

/** A plan, who carries it out, and who hears of it. */
interface Act {
  readonly machine: Machine;
  readonly plan: StopPlan;
  readonly flags: Flags & SharedFlags;
  readonly words: readonly string[];
  readonly tell?: (event: StopEvent) => void;
}

async function actOn(world: World, { machine, plan, flags, words, tell }: Act): Promise<Report> {
  const { host } = world;
  using memory = await Memory.of(world);
  // Once a process is gone, nothing tells any more how it was started.
  const entry = memory.begin("kill", { words, machine, plan });
  const outcome = await executeStop(
    {
      host,
      hands: await host.hands(),
      look: () => world.look({ facts: ["sockets", "owners", "processes"], protos: ["tcp", "udp"] }),
      ...(tell ? { tell } : {}),
    },
    plan,
    { force: flags.force, watched: survivorsOf(machine, plan) },
  );
  memory.finish(entry, outcome);
  return reportOf({ machine, plan, flags, outcome, memory });
}

/** Who may start again what is stopped. */
function survivorsOf(machine: Machine, { steps }: StopPlan): readonly Process[] {
  const pids = steps.flatMap((step) => step.kind === "process" ? [step.pid] : []);
  return survivingParents(machine, new Set(pids));
}
