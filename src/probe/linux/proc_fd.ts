import { isFailure, type Sight } from "../../host/host.ts";
import type { Holder } from "../../model/socket.ts";
import { allPids } from "./proc_pid.ts";

/**
 * Finds the processes that have these socket inodes open, by reading every `/proc/PID/fd` that may be
 * read (`proc_pid_fd(5)`). A descriptor of a socket is a link such as `socket:[6398]`.
 */
export function holdersByInode(
  sight: Sight,
  wanted: ReadonlySet<number>,
  pids: readonly string[] = allPids(sight),
): ReadonlyMap<number, Holder[]> {
  const found = new Map<number, Holder[]>();
  if (wanted.size === 0) return found;
  for (const pid of pids) collect(sight, `/proc/${pid}/fd`, Number(pid), wanted, found);
  return found;
}

/**
 * The same through the threads of processes whose first thread has exited: `/proc/PID/fd` of such a
 * process is empty while `/proc/PID/task/TID/fd` still lists what its other threads hold.
 */
export function holdersInThreads(
  sight: Sight,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, Holder[]> {
  const found = new Map<number, Holder[]>();
  for (const pid of allPids(sight)) {
    if (!isDeadLeader(sight.readText(`/proc/${pid}/stat`))) continue;
    const tasks = sight.readDir(`/proc/${pid}/task`);
    for (const tid of isFailure(tasks) ? [] : tasks) {
      if (tid !== pid) collect(sight, `/proc/${pid}/task/${tid}/fd`, Number(pid), wanted, found);
    }
  }
  return found;
}

function isDeadLeader(stat: unknown): boolean {
  return typeof stat === "string" && stat.startsWith(") Z ", stat.lastIndexOf(")"));
}

function collect(
  sight: Sight,
  folder: string,
  pid: number,
  wanted: ReadonlySet<number>,
  found: Map<number, Holder[]>,
): void {
  const names = sight.readDir(folder);
  if (isFailure(names)) return;
  for (const name of names) {
    const link = sight.readLink(`${folder}/${name}`);
    if (typeof link !== "string" || !link.startsWith("socket:[")) continue;
    const inode = Number(link.slice(8, -1));
    if (!wanted.has(inode)) continue;
    const holders = found.get(inode) ?? [];
    if (holders.some((holder) => holder.pid === pid && holder.fd === Number(name))) continue;
    holders.push({ pid, fd: Number(name) });
    found.set(inode, holders);
  }
}
