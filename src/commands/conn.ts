import { askedBlocks } from "../analysis/asked.ts";
import { connectionsOn } from "../analysis/connections.ts";
import { clientBlocks, portClients } from "../analysis/port_clients.ts";
import { option, PORT_WORDS } from "../cli/declaration.ts";
import { countFlag } from "../cli/number_word.ts";
import { parseConnectionStates, STATE_WORDS } from "../cli/states.ts";
import type { Block } from "../model/report.ts";
import type { SocketState } from "../model/socket.ts";
import type { Command } from "./command.ts";
import { targetsOf } from "./targets.ts";

type Flags = { readonly top: number; readonly state?: readonly SocketState[] };

/** `portik conn PORT…`: who is connected to ports, by address. */
export const conn: Command<Flags> = {
  details:
    "Each connection counts once, by the end whose local port is named; a listener is none. Clients on " +
    "this machine are shown with their processes. For several ports, JSON has a list of them.",
  flags: {
    top: countFlag("Addresses to show, 0 for all", 10),
    state: {
      ...option("state,…", "Only in these states, such as established", parseConnectionStates),
      values: STATE_WORDS,
    },
  },
  positional: PORT_WORDS,
  async run(world, flags, ...words) {
    const { ranges, protos, targets } = targetsOf(words, flags);
    const machine = await world.look({
      facts: ["sockets", "owners"],
      ports: ranges,
      protos,
      peers: true,
    });
    const { top, state: states } = flags;
    const connectionsOf = connectionsOn(machine);
    const ports = targets.map((target) => portClients(connectionsOf, target, { top, states }));
    return {
      kind: "conn",
      data: ports.length === 1 ? ports[0] : { ports },
      gaps: machine.snapshot.gaps,
      blocks: [
        ...ports.flatMap((port): Block[] => [
          ...clientBlocks(port, machine, states),
          ...(flags.quiet ? [] : [{ kind: "space" } as const]),
        ]),
        ...(flags.verbose ? askedBlocks(machine.snapshot) : []),
      ],
      exit: machine.isBlindTo("sockets") ? 4 : 0,
    };
  },
};
