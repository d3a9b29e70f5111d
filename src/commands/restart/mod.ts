import { executeRestart, NOTHING_TO_STOP } from "../../actions/restart/execute_restart.ts";
import {
  isDeclined,
  outdated,
  planRestart,
  portWords,
  type RestartTarget,
} from "../../actions/restart/plan_restart.ts";
import { restartService } from "../../actions/restart/restart_service.ts";
import { restartBlocks, restartQuestion } from "../../analysis/restart_blocks.ts";
import { option, PORT_WORDS, toggle } from "../../cli/declaration.ts";
import { outputOf, protosOf, type SharedFlags } from "../../cli/flags.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Machine } from "../../model/machine.ts";
import type { Declined, StopPort } from "../../model/plan.ts";
import { parsePorts } from "../../model/ports.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Report, Reports } from "../../model/report.ts";
import type { RestartEvent, RestartOutcome } from "../../model/restart_outcome.ts";
import type { Command } from "../command.ts";
import { confirm } from "../confirm.ts";
import { Memory } from "../memory.ts";
import { resembler } from "./resembler.ts";
import { type RestartFacts, restartReport } from "./report.ts";
import { told } from "../told.ts";
import type { World } from "../world.ts";

type Flags = {
  /** Milliseconds. */
  readonly timeout: number;
  readonly log?: string;
  readonly container: boolean;
  readonly tree: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
};

/** `portik restart PORT`: stops who listens there, starts it again as it was, proves that the port is held. */
export const restart: Command<Flags, readonly string[], Report | Reports> = {
  details:
    "Shows what will be done and asks; without a terminal, --yes is needed. A container is restarted by its " +
    "engine, a systemd unit by systemctl. Everything else is stopped as by kill, and started with the same " +
    "program, arguments, environment, folder, user, groups, umask and limits, in a session of its own and " +
    "without a shell. Files that it read from or wrote to stay its input and output; a log file takes the " +
    "output that went to a terminal or a pipe, and other input is /dev/null. Where it could not come back as it was, nothing is stopped: a deleted " +
    "program, a title over the arguments, input from a pipe (--force lets that be). Then portik waits until " +
    "the new process, or one of its own, holds the port; where none does, it shows the last lines of output. With --json " +
    "--verbose, each event is a line of its own.",
  flags: {
    timeout: {
      kind: "parsed",
      parse: parseDuration,
      default: "10s",
      placeholder: "time",
      brief: "How long to wait before SIGKILL, and then for the port",
    },
    log: option("file", "Append its output to this file, wherever it went before"),
    container: toggle("The container behind the port, never a process"),
    tree: toggle("Also what started it, with all below"),
    force: toggle("Also processes of other users, and those that had a pipe for input"),
    dryRun: toggle("Only show what would be done"),
    yes: toggle("Do not ask"),
  },
  positional: PORT_WORDS,
  tableless: true,
  async run(world, flags, ...words) {
    const target = targetOf(words, flags);
    if (flags.from !== undefined && !flags.dryRun) {
      throw new Refusal("bad-flags", "a captured machine cannot be acted on: use --dry-run");
    }
    const machine = await world.look({
      facts: ["sockets", "owners", "processes", "containers", "sessions", "caller", "settings"],
      protos: ["tcp", "udp"],
    });
    const resemble = resembler(world.host, { machine, port: target.port, ...flags });
    const plan = planRestart(machine, target, { ...flags, resemble });
    if (isDeclined(plan)) return decline(plan);
    const done = { machine, target, plan, flags };
    if (flags.dryRun) return restartReport(done);
    await confirm(world, {
      blocks: restartBlocks(plan),
      question: restartQuestion(plan),
      yes: flags.yes,
    });
    const late = outdated(plan, { what: portWords(target), resemble });
    if (late) return decline(late);
    const act = (tell?: (event: RestartEvent) => void) => actOn(world, done, { words, tell });
    const streams = flags.verbose && ["json", "ndjson"].includes(outputOf(flags));
    return streams ? told(act, eventReport) : await act();
  },
};

/** One port at a time: what is restarted is to be looked at closely. */
function targetOf(words: readonly string[], flags: SharedFlags): RestartTarget {
  const [first, ...others] = words.flatMap(parsePorts);
  if (!first || others.length > 0 || first.first !== first.last) {
    throw new Refusal("too-many-ports", "restart takes one port at a time");
  }
  const { first: port, proto, host } = first;
  const protos = proto ? [proto] : protosOf(flags);
  return { port, protos, ...(host === undefined ? {} : { host }) };
}

/** Where nothing may be done, that is a refusal, and so it is where nothing is there to be done. */
function decline({ code, message, hint, run, exit }: Declined): never {
  const words = [hint, run?.join(" ")].filter((part) => part !== undefined);
  throw new Refusal(code, message, {
    exit,
    ...(words.length === 0 ? {} : { hint: words.join(": ") }),
  });
}

/** A restart that is carried out. */
type Acting = RestartFacts & { readonly flags: Flags };

/** Who hears of it, and the words that asked for it. */
interface Hearing {
  readonly words: readonly string[];
  readonly tell: ((event: RestartEvent) => void) | undefined;
}

async function actOn(world: World, done: Acting, { words, tell }: Hearing): Promise<Report> {
  const { machine, plan } = done;
  using memory = await Memory.of(world);
  const stop = plan.how === "process" ? plan.stop : NOTHING_TO_STOP;
  const run = plan.how === "process" ? {} : { run: plan.run };
  const begun = memory.begin("restart", { words, machine, plan: stop, ...run });
  const outcome = await carryOut(world, done, tell);
  memory.finish(begun, { steps: outcome.stop?.steps ?? [], exit: outcome.exit });
  return restartReport({ ...done, outcome, memory });
}

function eventReport(event: RestartEvent): Report {
  return { kind: "restart-event", data: event, gaps: [], blocks: [], exit: 0 };
}

async function carryOut(
  world: World,
  { machine, target, plan, flags }: Acting,
  tell: Hearing["tell"],
): Promise<RestartOutcome> {
  const { host } = world;
  const { port, protos } = target;
  const ports = [{ first: port, last: port }];
  const lookAtPort = () =>
    world.look({ facts: ["sockets", "owners", "processes"], ports, protos, listening: true });
  const ear = tell ? { tell } : {};
  if (plan.how !== "process") {
    const wanted = wantedPorts(machine, target);
    return await restartService({ ...ear, host, lookAtPort }, plan, { ports: wanted, ...flags });
  }
  const tools = {
    ...ear,
    host,
    hands: await host.hands(),
    look: () => world.look({ facts: ["sockets", "owners", "processes"], protos: ["tcp", "udp"] }),
    lookAtPort,
  };
  return await executeRestart(tools, plan, flags);
}

/** The protocols by which somebody listens now are to be held again. */
function wantedPorts(machine: Machine, { port, protos, host }: RestartTarget): StopPort[] {
  return protos.filter((proto) => machine.listeners(port, proto, host).length > 0)
    .map((proto) => ({ port, proto, address: "", clients: 0, asked: true, freed: true }));
}
