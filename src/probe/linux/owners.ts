import { isFailure, type Sight } from "../../host/host.ts";
import type { Process } from "../../model/process.ts";
import type { Caller } from "../../model/snapshot.ts";
import { isListener, type Socket } from "../../model/socket.ts";
import { allPids, bootTime, readProcess } from "./proc_pid.ts";

/**
 * Most sockets for which every descriptor of the machine is read once more. Who asks about a port wants to
 * know; a list of thousands is not held up for one whose owner not even root may see.
 */
const FEW = 100;

/**
 * Sockets with the holders that only a second look finds: `ss` reads the processes before the sockets, and
 * so knows nobody who was born in between, and no source looks into the threads of a process whose first
 * one has exited.
 */
export async function findHiddenHolders(
  sight: Sight,
  sockets: readonly Socket[],
  caller: Caller,
): Promise<readonly Socket[]> {
  const hidden = sockets.filter(isUnowned);
  // Only who can read every process may conclude that an unowned socket is in a dying process.
  if (hidden.length === 0 || caller.seesAllOwners !== true) return sockets;
  const { holdersByInode, holdersInThreads } = await import("./proc_fd.ts");
  const wanted = new Set(hidden.flatMap(({ inode }) => inode ?? []));
  const young = sockets.length > FEW ? new Map() : holdersByInode(sight, wanted);
  const found = young.size === wanted.size
    ? young
    : new Map([...holdersInThreads(sight, wanted), ...young]);
  if (found.size === 0) return sockets;
  return sockets.map((socket) => ({
    ...socket,
    holders: found.get(socket.inode ?? 0) ?? socket.holders,
  }));
}

/** Reads the processes behind the sockets, and with `ancestors` every parent up to pid 1. */
export function readOwners(
  sight: Sight,
  sockets: readonly Socket[],
  options: { ancestors: boolean },
): Process[] {
  const pids = [
    ...sockets.flatMap((socket) => socket.holders.map((holder) => holder.pid)),
    ...likelyPids(sight, sockets),
  ];
  const processes = new Map<number, Process>();
  if (pids.length === 0) return [];
  const boot = bootTime(sight);
  for (const pid of pids) {
    for (let next = pid; next > 0 && !processes.has(next);) {
      const process = readProcess(sight, next, boot);
      if (!process) break;
      processes.set(next, process);
      next = options.ancestors ? process.ppid : 0;
    }
  }
  return [...processes.values()];
}

/** Reads every process there is. */
export function readAllProcesses(sight: Sight): Process[] {
  const boot = bootTime(sight);
  return allPids(sight).flatMap((pid) => readProcess(sight, Number(pid), boot) ?? []);
}

/** The processes in the cgroups of listeners whose owner cannot be seen (`cgroups(7)`: cgroup.procs). */
function likelyPids(sight: Sight, sockets: readonly Socket[]): number[] {
  const paths = new Set(sockets.filter(isUnowned).map(({ cgroup }) => cgroup));
  return [...paths].flatMap((path) => {
    if (path === undefined || path === "/") return [];
    const text = [`/sys/fs/cgroup${path}`, `/sys/fs/cgroup/unified${path}`]
      .map((folder) => sight.readText(`${folder}/cgroup.procs`)).find((answer) =>
        !isFailure(answer)
      );
    return typeof text === "string" ? text.split("\n").filter(Boolean).map(Number) : [];
  });
}

function isUnowned(socket: Socket): boolean {
  return isListener(socket) && socket.holders.length === 0 && socket.inode !== undefined;
}
