import { askedBlocks, unseenBlocks } from "../analysis/asked.ts";
import { type Blame, blamesOf, remoteEnds, sshPids } from "../analysis/blame/blame.ts";
import { blameBlocks, blameLine } from "../analysis/blame/blocks.ts";
import { PORT_WORDS } from "../cli/declaration.ts";
import { worst } from "../cli/exit_codes.ts";
import type { SharedFlags } from "../cli/flags.ts";
import { countFlag } from "../cli/number_word.ts";
import type { Machine } from "../model/machine.ts";
import type { Block } from "../model/report.ts";
import type { Command } from "./command.ts";
import { targetsOf } from "./targets.ts";
import type { World } from "./world.ts";

type Flags = { readonly depth: number };

/** `portik blame PORT…`: the chain of processes from the first one to the owner, and what started it. */
export const blame: Command<Flags> = {
  flags: {
    depth: countFlag("Most processes to show, from the owner; 0: all", 0),
  },
  positional: PORT_WORDS,
  async run(world, flags, ...words) {
    const { machine, ports } = await answerBlame(world, flags, words);
    const { snapshot } = machine;
    return {
      kind: "blame",
      data: { ports },
      gaps: snapshot.gaps,
      blocks: [
        ...ports.flatMap((port): Block[] =>
          flags.quiet
            ? [blameLine(port, machine)]
            : [...blameBlocks(port, machine, flags.verbose), { kind: "space" }]
        ),
        ...(flags.verbose ? askedBlocks(snapshot) : unseenBlocks(snapshot)),
      ],
      exit: worst(ports.map(exitOf)),
    };
  },
};

/** Looks at the ports and their owners. Throws a Refusal where the words make no sense. */
async function answerBlame(
  world: World,
  flags: SharedFlags & Flags,
  words: readonly string[],
): Promise<{ machine: Machine; ports: Blame[] }> {
  const { ranges, protos, targets } = targetsOf(words, flags);
  const machine = await world.look({
    facts: ["sockets", "owners", "processes", "containers", "sessions"],
    ports: ranges,
    protos,
  });
  // Where an ssh session comes from, its own connection tells, which is on another port.
  const remote = targets.some((target) => sshPids(machine, target).length > 0);
  const remoteOf = remote
    ? remoteEnds(await world.look({ facts: ["sockets"], protos: ["tcp"] }))
    : () => undefined;
  const options = { remoteOf, ...(flags.depth === 0 ? {} : { depth: flags.depth }) };
  return { machine, ports: targets.flatMap((target) => blamesOf(machine, target, options)) };
}

function exitOf({ status, startedBy }: Blame): number {
  if (status === "unknown") return 4;
  return startedBy ? 0 : 1;
}
