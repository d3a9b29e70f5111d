import { unitOfPath } from "./cgroup.ts";
import { defined } from "./defined.ts";
import type { Confidence } from "./finding.ts";
import type { Process, Project } from "./process.ts";
import type { Socket } from "./socket.ts";

/**
 * Who stands behind a socket. With confidence `certain`, a process that has it open. Otherwise the pid
 * may be missing and only what the kernel tells everyone is there: the unit of the socket's cgroup
 * (`cgroup`), the user (`user`), or a process that fits (`guess`).
 */
export interface Owner {
  readonly pid?: number;
  readonly name?: string;
  readonly argv: readonly string[];
  readonly exe?: string;
  readonly cwd?: string;
  readonly uid?: number;
  readonly user?: string;
  readonly ppid?: number;
  readonly state?: Process["state"];
  readonly startedAt?: string;
  readonly ageSeconds?: number;
  readonly unit?: string;
  readonly project?: Project;
  readonly confidence: Confidence;
  /** `listener`: it made the socket; `inherited`: it got the open socket from another owner. */
  readonly holds: "listener" | "inherited";
}

/** What the join of a socket with its owners needs of a machine. */
export interface OwnerLookup {
  process(pid: number): Process | undefined;
  ancestry(pid: number): readonly Process[];
  inCgroup(path: string): readonly Process[];
  userName(uid: number | undefined): string | undefined;
  readonly now: number;
}

/** All owners of a socket: the one that made it first, then those that inherited it, oldest first. */
export function ownersOf(socket: Socket, lookup: OwnerLookup): Owner[] {
  const pids = [...new Set(socket.holders.map((holder) => holder.pid))];
  if (pids.length === 0) return unseenOwner(socket, lookup);
  const maker = makerOf(pids, lookup);
  const ordered = [maker, ...pids.filter((pid) => pid !== maker).sort(byAge(lookup))];
  return ordered.map((pid) => processOwner(pid, pid === maker ? "listener" : "inherited", lookup));
}

/** The pid that none of the others is an ancestor of; the oldest where there are several. */
function makerOf(pids: readonly number[], lookup: OwnerLookup): number {
  const set = new Set(pids);
  const roots = pids.filter((pid) =>
    !lookup.ancestry(pid).some((process) => process.pid !== pid && set.has(process.pid))
  );
  return roots.sort(byAge(lookup))[0] ?? pids[0] ?? 0;
}

/** Oldest first; what started at the same time, or nobody knows when, goes by its pid. */
function byAge(lookup: OwnerLookup): (a: number, b: number) => number {
  const start = (pid: number) => lookup.process(pid)?.startTicks ?? Number.MAX_VALUE;
  return (a, b) => start(a) - start(b) || a - b;
}

/**
 * The owner that people mean: the maker of the socket, or, where a service manager made it and passed it
 * on (`systemd.socket(5)`), the service that has it now.
 */
export function mainOwner(owners: readonly Owner[]): Owner | undefined {
  const [maker, next] = owners;
  return maker && next && isServiceManager(maker) ? next : maker;
}

/** True for systemd, that of the machine or of a user, and for launchd. */
export function isServiceManager({ pid, name }: Pick<Owner, "pid" | "name">): boolean {
  return name === "systemd" || name === "launchd" || (pid === 1 && name === undefined);
}

/** One process as an owner: what is known of it, joined with the name of its user. */
export function processOwner(pid: number, holds: Owner["holds"], lookup: OwnerLookup): Owner {
  const process = lookup.process(pid);
  if (!process) return { pid, argv: [], confidence: "certain", holds };
  const { name, argv, exe, cwd, uid, ppid, state, startedAt, unit, project } = process;
  return defined({
    pid,
    name,
    argv,
    exe,
    cwd,
    uid,
    user: lookup.userName(uid),
    ppid,
    state,
    startedAt,
    ageSeconds: startedAt === undefined ? undefined : ageSeconds(startedAt, lookup.now),
    unit,
    project,
    confidence: "certain",
    holds,
  });
}

function ageSeconds(startedAt: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(startedAt)) / 1000));
}

/**
 * The kernel tells everyone the uid and the cgroup of a socket. A process in that very cgroup is its
 * likely owner: the only one there with confidence `cgroup`; as a `guess`, the oldest of a service,
 * rather one of the socket's own user. A whole login session tells nothing.
 */
function unseenOwner(socket: Socket, lookup: OwnerLookup): Owner[] {
  const { cgroup, uid } = socket;
  const unit = cgroup === undefined ? undefined : unitOfPath(cgroup);
  const members = cgroup === undefined || cgroup === "/" ? [] : lookup.inCgroup(cgroup);
  const own = members.filter((process) => process.uid === uid);
  const [first] = (own.length > 0 ? own : members).map(({ pid }) => pid).sort(byAge(lookup));
  if (first !== undefined && (members.length === 1 || unit !== undefined)) {
    const confidence = members.length === 1 ? "cgroup" : "guess";
    return [{ ...processOwner(first, "listener", lookup), confidence }];
  }
  if (unit === undefined && uid === undefined) return [];
  const user = lookup.userName(uid);
  const confidence = unit === undefined ? "user" : "cgroup";
  return [defined({ argv: [], uid, user, unit, confidence, holds: "listener" })];
}
