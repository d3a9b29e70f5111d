import { askedBlocks } from "../analysis/asked.ts";
import { busyPorts, busyTable } from "../analysis/busy_ports.ts";
import { whyUnseen } from "../analysis/held_words.ts";
import { SOME_PORTS } from "../cli/declaration.ts";
import { protosOf } from "../cli/flags.ts";
import { countFlag } from "../cli/number_word.ts";
import { text } from "../model/report.ts";
import type { Command } from "./command.ts";
import { EVERY_PORT, targetsOf } from "./targets.ts";

type Flags = { readonly top: number; readonly clients: number };

/** `portik top [PORTS]`: ports by the number of their connections. */
export const top: Command<Flags> = {
  details:
    "Ranks the ports that somebody listens on, or the ports that are named. TCP, or with --proto udp the " +
    "UDP sockets that are connected; each connection counts once.",
  flags: {
    top: countFlag("Ports to show, 0 for all", 5),
    clients: countFlag("Client addresses to show of each, 0 for all", 3),
  },
  positional: SOME_PORTS,
  async run(world, flags, ...words) {
    const named = words.length === 0 ? undefined : targetsOf(words, flags, EVERY_PORT);
    const protos = named?.protos ?? protosOf(flags);
    const machine = await world.look({
      facts: ["sockets", "owners"],
      protos,
      ...(named ? { ports: named.ranges, peers: true } : {}),
    });
    const ports = busyPorts(machine, { ...flags, protos, targets: named?.targets });
    const blind = machine.isBlindTo("sockets");
    const which = protos.map((proto) => proto.toUpperCase()).join(" or ");
    return {
      kind: "top",
      data: { ports },
      gaps: machine.snapshot.gaps,
      blocks: [
        ...(blind
          ? [text(`Could not see any connection: ${whyUnseen(machine)}.`, "bad")]
          : ports.length > 0
          ? []
          : [text(`No ${which} connections${named ? " on these ports" : ""}.`)]),
        busyTable(ports),
        ...(flags.verbose ? askedBlocks(machine.snapshot) : []),
      ],
      exit: blind ? 4 : 0,
    };
  },
};
