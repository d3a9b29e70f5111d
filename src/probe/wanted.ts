import type { Process } from "../model/process.ts";
import type { Wanted } from "./platform.ts";

/** Of all processes those that are wanted: each that holds a socket, and its parents if they are, too. */
export function ownersAmong(
  processes: readonly Process[],
  { sockets, all, ancestors }: Wanted,
): readonly Process[] {
  if (all) return processes;
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const found = new Set<Process>();
  for (const { pid } of sockets.flatMap(({ holders }) => holders)) {
    let process = byPid.get(pid);
    while (process && !found.has(process)) {
      found.add(process);
      process = ancestors ? byPid.get(process.ppid) : undefined;
    }
  }
  return [...found];
}
