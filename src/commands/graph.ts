import { askedBlocks, unseenBlocks } from "../analysis/asked.ts";
import { graphBlocks, lineBlocks } from "../analysis/graph/blocks.ts";
import { dotLines } from "../analysis/graph/dot.ts";
import { graphOf } from "../analysis/graph/graph.ts";
import { mermaidLines } from "../analysis/graph/mermaid.ts";
import type { Graph } from "../analysis/graph/node.ts";
import { wantedBy } from "../analysis/graph/wanted.ts";
import { SOME_PORTS, toggle } from "../cli/declaration.ts";
import { outputOf, protosOf } from "../cli/flags.ts";
import { countFlag } from "../cli/number_word.ts";
import { parsePorts } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import type { Block } from "../model/report.ts";
import type { Command } from "./command.ts";

type Flags = {
  readonly dot: boolean;
  readonly mermaid: boolean;
  readonly localOnly: boolean;
  readonly top: number;
};

/** `portik graph [PORT…]`: who is connected to whom, and to which port. */
export const graph: Command<Flags> = {
  details:
    "Without ports, every connection of the machine. A port is the server's; one on one's own " +
    "machine is told once, though it has two sockets.",
  flags: {
    dot: toggle("In the language of Graphviz"),
    mermaid: toggle("As a flowchart of Mermaid"),
    localOnly: toggle("Leave out what has an end on another machine"),
    top: countFlag("Clients to show, the busiest first, 0 for all", 0),
  },
  positional: SOME_PORTS,
  async run(world, flags, ...words) {
    if (flags.dot && flags.mermaid) {
      throw new Refusal("two-forms", "--dot and --mermaid are two forms of one graph: choose one");
    }
    const form = outputOf(flags);
    if ((flags.dot || flags.mermaid) && (form === "csv" || form === "markdown")) {
      const drawing = flags.dot ? "--dot" : "--mermaid";
      throw new Refusal(
        "two-forms",
        `${drawing} and ${form} are two forms of one graph: choose one`,
      );
    }
    const requests = words.flatMap(parsePorts);
    // Whom a process serves tells who it is, so all listeners are looked at, whatever the ports.
    const machine = await world.look({
      facts: ["sockets", "owners", "containers", "addresses", "settings"],
      protos: ["tcp", "udp"],
    });
    const { snapshot } = machine;
    const found = graphOf(machine, {
      wanted: wantedBy(requests, protosOf(flags)),
      localOnly: flags.localOnly,
      ...(flags.top > 0 ? { top: flags.top } : {}),
    });
    const drawn = flags.dot || flags.mermaid;
    return {
      kind: "graph",
      data: found,
      gaps: snapshot.gaps,
      blocks: [
        ...blocksOf(found, flags),
        // A drawing is read by programs, to which a remark would be a mistake.
        ...(drawn ? [] : flags.verbose ? askedBlocks(snapshot) : unseenBlocks(snapshot)),
      ],
      exit: machine.isBlindTo("sockets") ? 4 : 0,
    };
  },
};

function blocksOf(found: Graph, { dot, mermaid }: Flags): Block[] {
  if (dot) return lineBlocks(dotLines(found));
  return mermaid ? lineBlocks(mermaidLines(found)) : graphBlocks(found);
}
