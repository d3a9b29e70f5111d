import { askedBlocks } from "../analysis/asked.ts";
import { type Check, checkPort } from "../analysis/check.ts";
import { otherProtocol } from "../analysis/port_blocks.ts";
import { PORT_WORDS, toggle } from "../cli/declaration.ts";
import { worst } from "../cli/exit_codes.ts";
import type { FactName } from "../model/question.ts";
import { bindAddresses } from "../model/question.ts";
import { type Block, text } from "../model/report.ts";
import type { Command } from "./command.ts";
import { targetsOf } from "./targets.ts";

type Flags = { readonly free: boolean };

/** `portik check PORT…`: answers a script by the exit code, and people by a sentence. */
export const check: Command<Flags> = {
  tableless: true,
  details:
    "Exits 0 where somebody has the port, 1 where nobody has, 4 where that cannot be seen. With --free it " +
    "exits 0 where a server can bind the port on every address, and 1 where it cannot: that is tried, " +
    "by binding it for an instant; without --free nothing is bound. --quiet prints nothing.",
  flags: { free: toggle("Ask whether the port is free and can be bound") },
  positional: PORT_WORDS,
  async run(world, flags, ...words) {
    const { ranges, protos, targets } = targetsOf(words, flags);
    const facts: readonly FactName[] = ["sockets", "owners", "containers"];
    const machine = await world.look({
      facts: flags.free ? [...facts, "binds", "settings", "caller"] : facts,
      ports: ranges,
      protos,
      addresses: [...new Set(targets.flatMap(({ host }) => bindAddresses(host)))],
    });
    const what = flags.free ? "bindable" : "in-use";
    const ports = targets.map((target) => checkPort(machine, target, what));
    const { gaps } = machine.snapshot;
    return {
      kind: "check",
      data: { for: what, ports },
      gaps,
      blocks: [
        ...(flags.quiet ? [] : ports.flatMap((port): Block[] => [
          text(port.sentence),
          ...(port.answer === false && !flags.free ? otherProtocol(port, machine) : []),
        ])),
        ...(flags.verbose ? askedBlocks(machine.snapshot) : []),
      ],
      exit: worst(ports.map(exitOf)),
    };
  },
};

function exitOf({ answer }: Check): number {
  return answer === undefined ? 4 : answer ? 0 : 1;
}
