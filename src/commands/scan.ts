import { askedBlocks, unseenBlocks } from "../analysis/asked.ts";
import type { PortTarget } from "../analysis/port_status.ts";
import {
  belongsTo,
  busyTargets,
  type HintOf,
  isOpenQuestion,
  scanRow,
  seenPorts,
} from "../analysis/scan.ts";
import { countStatus, scanSummary, scanTable } from "../analysis/scan_blocks.ts";
import { option, SOME_PORTS, toggle } from "../cli/declaration.ts";
import { protosOf } from "../cli/flags.ts";
import { parseNumber } from "../cli/number_word.ts";
import type { Machine } from "../model/machine.ts";
import { bindAddresses, hasEveryPort, portsIn } from "../model/question.ts";
import { Refusal } from "../model/refusal.ts";
import { ruleContext } from "../rules/context.ts";
import { runRules } from "../rules/run.ts";
import type { Command } from "./command.ts";
import { EVERY_PORT, type Targets, targetsOf } from "./targets.ts";
import type { World } from "./world.ts";

type Flags = {
  readonly all: boolean;
  readonly owner?: string;
  readonly bind?: boolean;
  readonly concurrency: number;
};

/** Most ports that are bound unless somebody asks for it: it takes 0.2 ms each, and disturbs. */
const MOST_BINDS = 256;

/** What stands for every address: who can bind these can bind any. */
const WILDCARDS = ["0.0.0.0", "::"];

/** `portik scan [PORTS]`: a table of ports, from one look. */
export const scan: Command<Flags> = {
  details:
    "Without ports, or with --all: every port that somebody listens on or that a container has published. " +
    "Named ports on which nothing is seen are bound for an instant, which tells free from held, if they " +
    `are at most ${MOST_BINDS}; of more, only those that are taken are shown, unless --bind tries each.`,
  flags: {
    all: toggle("Every port that is served, as without ports"),
    owner: option("text", "With this in the name of process, user or container"),
    bind: { kind: "boolean", optional: true, brief: "Always or never try to bind" },
    concurrency: {
      ...option(
        "number",
        "Binds that are tried at once",
        (word) => parseNumber(word, { what: "a number of binds", least: 1, most: 1024 }),
      ),
      optional: false,
      default: "16",
    },
  },
  positional: SOME_PORTS,
  async run(world, flags, ...words) {
    if (flags.all && words.length > 0) {
      throw new Refusal(
        "bad-flags",
        `--all and '${words[0]}' say different things: use one of them`,
      );
    }
    const named = words.length === 0 ? undefined : targetsOf(words, flags, EVERY_PORT);
    const [seen, rules] = await Promise.all([lookAt(world, named), world.loadRules()]);
    const { machine, targets, tried } = named
      ? await tryOpen(world, flags, { machine: seen, targets: named.targets })
      : { machine: seen, targets: busyTargets(seen, protosOf(flags)), tried: false };
    // A user's own rules would start a process for each port.
    const hintOf: HintOf = (target) =>
      runRules(rules, ruleContext(machine, target)).findings[0]?.message;
    const context = { hintOf, protos: named?.protos ?? protosOf(flags) };
    const found = targets.map((target) => scanRow(machine, target, context));
    // What is left in TIME_WAIT keeps nobody from a port, so a port that was not tried is not one to show.
    const told = found.filter(({ status }) => tried || status !== "free");
    const rows = told.filter((row) => flags.owner === undefined || belongsTo(row, flags.owner));
    const silent = named === undefined ? 0 : named.targets.length - told.length;
    const others = named || flags.proto !== "tcp" ? 0 : busyTargets(machine, ["udp"]).length;
    const { gaps } = machine.snapshot;
    return {
      kind: "scan",
      data: { ports: portCount(named), rows, counts: countStatus(rows), silent },
      gaps,
      // Drawn when somebody wants to see it: thousands of rows take time and room.
      get blocks() {
        return [
          scanTable(rows),
          ...(flags.quiet ? [] : scanSummary(machine, { rows, silent, others })),
          ...(flags.verbose ? askedBlocks(machine.snapshot) : unseenBlocks(machine.snapshot)),
        ];
      },
      exit: machine.isBlindTo("sockets") ? 4 : 0,
    };
  },
};

/** One look, at the ports that are named or at all. */
async function lookAt(world: World, named: Targets | undefined): Promise<Machine> {
  return await world.look({
    facts: ["sockets", "owners", "containers", "settings", "caller"],
    protos: named?.protos ?? protosOf(world.flags),
    ...(named && !hasEveryPort(named.ranges) ? { ports: named.ranges } : {}),
  });
}

/** Binds what is open to question, if that is not too much; if it is, only ports that were seen are left. */
async function tryOpen(
  world: World,
  { bind, concurrency: atOnce }: Pick<Flags, "bind" | "concurrency">,
  { machine, targets }: { readonly machine: Machine; readonly targets: readonly PortTarget[] },
): Promise<{ machine: Machine; targets: readonly PortTarget[]; tried: boolean }> {
  const isSeen = seenPorts(machine);
  const seen = targets.filter(isSeen);
  const untried = { machine, targets: seen, tried: false };
  const unseen = targets.length - seen.length;
  if (!(bind ?? unseen <= MOST_BINDS)) return untried;
  const open = targets.filter((target) => !isSeen(target) || isOpenQuestion(machine, target));
  if (!bind && open.length > MOST_BINDS) return untried;
  const binds = open.map(({ port, proto, host }) => {
    return { port, proto, addresses: host === undefined ? WILDCARDS : bindAddresses(host) };
  });
  return { machine: await world.tryBinds(machine, binds, { atOnce }), targets, tried: true };
}

function portCount(named: Targets | undefined): number {
  return named === undefined ? 65535 : portsIn(named.ranges).size;
}
