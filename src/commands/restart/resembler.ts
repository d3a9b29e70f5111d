import { likenessOf, type Resemblance } from "../../actions/restart/likeness.ts";
import type { Obstacle } from "../../actions/restart/obstacles.ts";
import { readTraits } from "../../actions/restart/traits.ts";
import type { Host } from "../../host/host.ts";
import type { Stream } from "../../model/likeness.ts";
import type { Machine } from "../../model/machine.ts";
import type { Process } from "../../model/process.ts";
import { restartLog } from "./log.ts";

/** What a restart is about, and what a person has said about it. */
export interface ResemblerOptions {
  readonly machine: Machine;
  readonly port: number;
  /** The file for output that a person has named. */
  readonly log?: string;
  /** Standard input does not matter. */
  readonly force: boolean;
}

/** Makes what tells how a process can be started again, read right before it is stopped. */
export function resembler(
  host: Host,
  { machine, port, log: named, force }: ResemblerOptions,
): (process: Pick<Process, "pid" | "startTicks">) => Resemblance | Obstacle {
  let log: Stream | undefined;
  return (process) => {
    if (host.os !== "linux") return { why: "portik can do that on Linux only" };
    return likenessOf(readTraits(host, process), {
      mine: readTraits(host, host),
      port,
      privilegedBelow: machine.setting("unprivilegedPortStart") ?? 1024,
      // A folder for it is made only where it is needed.
      get log() {
        return log ??= restartLog(host, { port, named });
      },
      logWanted: named !== undefined,
      force,
    });
  };
}
