import { askedBlocks, unseenBlocks } from "../analysis/asked.ts";
import { traceBlocks, traceLine } from "../analysis/trace/blocks.ts";
import { Connections } from "../analysis/trace/connections.ts";
import type { Trace } from "../analysis/trace/step.ts";
import { traceOf } from "../analysis/trace/trace.ts";
import { PORT_WORDS } from "../cli/declaration.ts";
import { worst } from "../cli/exit_codes.ts";
import type { Block } from "../model/report.ts";
import type { Command } from "./command.ts";
import { targetsOf } from "./targets.ts";

/** `portik trace PORT…`: what stands between a client and the process that answers, layer by layer. */
export const trace: Command = {
  tableless: true,
  details:
    "Follows forwarders, tunnels and proxies as far as they lead on this machine: docker-proxy " +
    "and published containers, ssh, socat, kubectl, nginx, haproxy, Caddy and other proxies.",
  positional: PORT_WORDS,
  async run(world, flags, ...words) {
    const { protos, targets } = targetsOf(words, flags);
    // Where a way leads is not known before: every socket may be on it.
    const machine = await world.look({
      facts: ["sockets", "owners", "containers", "namespaces", "addresses", "routes"],
      protos: [...new Set([...protos, "tcp" as const])],
    });
    const connections = new Connections(machine);
    const ports = targets.map((target) => traceOf(machine, target, connections));
    const { snapshot } = machine;
    return {
      kind: "trace",
      data: { ports },
      gaps: snapshot.gaps,
      blocks: [
        ...ports.flatMap((port): Block[] =>
          flags.quiet ? [traceLine(port)] : [...traceBlocks(port), { kind: "space" }]
        ),
        ...(flags.verbose ? askedBlocks(snapshot) : unseenBlocks(snapshot)),
      ],
      exit: worst(ports.map(exitOf)),
    };
  },
};

function exitOf({ status, steps }: Trace): number {
  if (status === "unknown") return 4;
  return steps.some(({ kind }) => kind === "listener" || kind === "publication") ? 0 : 1;
}
