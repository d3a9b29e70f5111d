import { portBlocks, summaryLine } from "../analysis/port_blocks.ts";
import { type PortStatus, portStatus } from "../analysis/port_status.ts";
import { askedBlocks, unseenBlocks } from "../analysis/asked.ts";
import { PORT_WORDS, toggle } from "../cli/declaration.ts";
import { worst } from "../cli/exit_codes.ts";
import type { SharedFlags } from "../cli/flags.ts";
import { intervalFlag } from "../cli/interval.ts";
import type { Machine } from "../model/machine.ts";
import { Refusal } from "../model/refusal.ts";
import type { Block, Report, Reports } from "../model/report.ts";
import type { Command } from "./command.ts";
import { targetsOf } from "./targets.ts";
import type { World } from "./world.ts";

type Flags = {
  readonly summary: boolean;
  readonly follow?: boolean;
  /** Milliseconds. */
  readonly interval?: number;
};

/** `portik who PORT…`: the listeners of ports, and who stands behind them. */
export const who: Command<Flags, readonly string[], Report | Reports> = {
  flags: {
    summary: toggle("One line for each port"),
    follow: toggle("Go on, and print what changes"),
    interval: intervalFlag("2s"),
  },
  positional: PORT_WORDS,
  async run(world, flags, ...words) {
    const look = () => answerWho(world, flags, words);
    if (!flags.follow) return reportOf(await look(), flags);
    if (flags.from !== undefined) {
      throw new Refusal(
        "bad-flags",
        "--follow looks again and again: --from would always be the same",
      );
    }
    const { follow } = await import("./follow.ts");
    const { interval = 2000 } = flags;
    return follow(world, { interval, look, reportOf: (seen) => reportOf(seen, flags) });
  },
};

/** What was seen, and of which ports. */
interface Answer {
  readonly machine: Machine;
  readonly ports: readonly PortStatus[];
}

function reportOf({ machine, ports }: Answer, flags: Flags & SharedFlags) {
  return {
    kind: "who",
    data: { ports },
    gaps: machine.snapshot.gaps,
    blocks: [
      ...ports.flatMap((port): Block[] =>
        flags.summary || flags.quiet
          ? [summaryLine(port)]
          : [...portBlocks(port, machine), { kind: "space" }]
      ),
      ...(flags.verbose ? askedBlocks(machine.snapshot) : unseenBlocks(machine.snapshot)),
    ],
    exit: worst(ports.map(exitOf)),
  };
}

/** Looks at the ports and answers for each. Throws a Refusal where the words make no sense. */
export async function answerWho(
  world: World,
  flags: SharedFlags,
  words: readonly string[],
): Promise<{ machine: Machine; ports: PortStatus[] }> {
  const { ranges, protos, targets } = targetsOf(words, flags);
  const machine = await world.look({
    facts: ["sockets", "owners", "containers", "namespaces"],
    ports: ranges,
    protos,
  });
  return { machine, ports: targets.map((target) => portStatus(machine, target)) };
}

function exitOf({ status }: PortStatus): number {
  return status === "listening" ? 0 : status === "unknown" ? 4 : 1;
}
