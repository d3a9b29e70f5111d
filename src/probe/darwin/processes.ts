import type { Sight } from "../../host/host.ts";
import type { Process } from "../../model/process.ts";
import type { Wanted } from "../platform.ts";
import type { LookOptions } from "../probe.ts";
import { projectOf } from "../project.ts";
import { ownersAmong } from "../wanted.ts";
import { readCwds } from "./cwd.ts";
import { readProcessTable } from "./ps.ts";

/** The processes that are wanted, and where those that hold a socket work. */
export async function readProcesses(
  sight: Sight,
  wanted: Wanted,
  options: LookOptions,
): Promise<readonly Process[]> {
  const holders = new Set(wanted.sockets.flatMap((one) => one.holders.map(({ pid }) => pid)));
  if (holders.size === 0 && !wanted.all) return [];
  const pids = [...holders].sort((a, b) => a - b);
  const [table, cwds] = await Promise.all([
    readProcessTable(sight, options),
    // A capture has one answer, whatever is asked of it later: the widest.
    readCwds(sight, pids, { ...options, everyone: wanted.all || sight.recorded }),
  ]);
  return ownersAmong(table, wanted).map((process) => {
    const cwd = holders.has(process.pid) ? cwds.get(process.pid) : undefined;
    if (cwd === undefined) return process;
    const project = projectOf(sight, cwd);
    return { ...process, cwd, ...(project ? { project } : {}) };
  });
}
