import type { Sight } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import type { Process } from "../../model/process.ts";
import { outputOrNothing } from "../output.ts";
import type { Wanted } from "../platform.ts";
import type { LookOptions } from "../probe.ts";
import { ownersAmong } from "../wanted.ts";
import { splitCommandLine } from "./command_line.ts";
import { readPowerShell } from "./powershell.ts";
import { parseTasklist } from "./tasklist.ts";
import { parseWin32Processes, SCRIPT, type Win32Process } from "./win32_process.ts";

/**
 * The processes that are wanted, by `tasklist`, which is quick and knows names, and PowerShell, which
 * knows all the rest; both run at once, and what only one has told is there all the same.
 *
 * Whose a process is stays unknown: Windows has no numbers for users, and asking for their names takes a
 * second for every process. Its state is `running`, for Windows has no other.
 */
export async function readProcesses(
  sight: Sight,
  wanted: Wanted,
  options: LookOptions,
): Promise<readonly Process[]> {
  const nobody = wanted.sockets.every(({ holders }) => holders.length === 0);
  if (nobody && !wanted.all) return [];
  const [list, objects] = await Promise.all([
    outputOrNothing(sight, ["tasklist", "/FO", "CSV", "/NH"], options),
    readPowerShell(sight, SCRIPT, options),
  ]);
  return ownersAmong(joinProcesses(parseTasklist(list), parseWin32Processes(objects)), wanted);
}

/** The pid of the kernel, which is in every list and has no file; http.sys is a part of it. */
const SYSTEM = 4;

/**
 * Joins the names of `tasklist` with the rest. Pid 0, the System Idle Process, is left out: it is what
 * the processor does when nobody needs it, and a parent or an owner of 0 means that there is none.
 */
export function joinProcesses(
  names: ReadonlyMap<number, string>,
  objects: readonly Win32Process[],
): Process[] {
  const byPid = new Map(objects.map((one) => [one.pid, one]));
  const pids = new Set([SYSTEM, ...byPid.keys(), ...names.keys()]);
  pids.delete(0);
  return [...pids].sort((a, b) => a - b).map((pid) => {
    const found = byPid.get(pid);
    const { commandLine = "", path, started } = found ?? {};
    return defined({
      pid,
      ppid: found ? parentOf(found, byPid) : 0,
      name: pid === SYSTEM ? "System" : shortName(found?.name ?? names.get(pid) ?? ""),
      state: "running" as const,
      argv: splitCommandLine(commandLine),
      exe: path,
      startTicks: started,
      startedAt: started === undefined ? undefined : new Date(started).toISOString(),
    });
  });
}

/** Without the ending that all programs have here, so that a rule finds `node` on every system. */
function shortName(name: string): string {
  return name.replace(/\.exe$/i, "");
}

/** Windows keeps the number of a parent that has ended, and gives it to others: those are younger. */
function parentOf(
  { ppid, started }: Win32Process,
  byPid: ReadonlyMap<number, Win32Process>,
): number {
  const parent = byPid.get(ppid)?.started;
  return parent !== undefined && started !== undefined && parent > started ? 0 : ppid;
}
