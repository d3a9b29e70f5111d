import { isFailure, type Sight } from "../../host/host.ts";
import { asksFor, type Question } from "../../model/question.ts";
import type { Caller } from "../../model/snapshot.ts";
import { type Holder, isListener, type Socket } from "../../model/socket.ts";
import { type Missing, rightsNeeded } from "../probe.ts";
import { holdersByInode } from "./proc_fd.ts";
import { allPids } from "./proc_pid.ts";
import { parseProcNet } from "./proc_net.ts";

const TABLES = [["tcp", "tcp"], ["tcp6", "tcp"], ["udp", "udp"], ["udp6", "udp"]] as const;

/**
 * Listeners in the network namespaces of other processes (`network_namespaces(7)`), from the tables that
 * `/proc/PID/net` shows of a process's own namespace. Containers live in such namespaces, and so does
 * what `ip netns exec` starts. Nobody but root may see whose namespace is whose.
 */
export function listenersElsewhere(
  sight: Sight,
  question: Question,
  caller: Caller,
): readonly Socket[] | Missing {
  if (caller.seesAllOwners !== true) return { missing: rightsNeeded(caller) };
  const own = sight.readLink("/proc/self/ns/net");
  if (isFailure(own)) return { missing: "/proc/self/ns/net cannot be read" };
  const namespaces = otherNamespaces(sight, own);
  const names = namespaceNames(sight);
  return [...namespaces].flatMap(([link, pids]) => {
    const namespace = namespaceName(link, names);
    return listenersOf(sight, pids, ({ port }) => asksFor(question, port))
      .map((listener) => ({ ...listener, namespace }));
  });
}

/** The listeners in one namespace that `wanted` is true for, with their holders; `pids` are all in it. */
export function listenersOf(
  sight: Sight,
  pids: readonly string[],
  wanted: (socket: Socket) => boolean = () => true,
): readonly Socket[] {
  const rows = tablesOf(sight, pids).filter((socket) => isListener(socket) && wanted(socket));
  const holders = holdersOf(sight, rows, pids);
  return rows.map((row) => ({ ...row, holders: holders.get(row.inode ?? 0) ?? [] }));
}

/** The pids in each namespace but `own`, by what `/proc/PID/ns/net` links to: `net:[4026531840]`. */
export function otherNamespaces(sight: Sight, own: string): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const pid of allPids(sight)) {
    const link = sight.readLink(`/proc/${pid}/ns/net`);
    if (isFailure(link) || link === own) continue;
    const pids = found.get(link);
    if (pids) pids.push(pid);
    else found.set(link, [pid]);
  }
  return found;
}

/** The tables of the first of these processes that is still there. */
function tablesOf(sight: Sight, pids: readonly string[]): Socket[] {
  for (const pid of pids) {
    const texts = TABLES.map(([file, proto]) => ({
      proto,
      text: sight.readText(`/proc/${pid}/net/${file}`),
    }));
    if (texts.every(({ text }) => isFailure(text))) continue;
    return texts.flatMap(({ text, proto }) => isFailure(text) ? [] : parseProcNet(text, proto));
  }
  return [];
}

/**
 * Who has these sockets open: one of the processes in their namespace, or else any, because a process may
 * make a socket in one namespace and go on to another (`setns(2)`).
 */
function holdersOf(
  sight: Sight,
  sockets: readonly Socket[],
  pids: readonly string[],
): ReadonlyMap<number, Holder[]> {
  const inodes = new Set(sockets.flatMap(({ inode }) => inode ?? []));
  const inside = holdersByInode(sight, inodes, pids);
  const missing = inodes.difference(new Set(inside.keys()));
  return new Map([...inside, ...holdersByInode(sight, missing)]);
}

/** Names that `ip netns add` gave, by the inode of the namespace: each is mounted on a file in /run/netns. */
export function namespaceNames(sight: Sight): ReadonlyMap<number, string> {
  const files = sight.readDir("/run/netns");
  const names = new Map<number, string>();
  for (const file of isFailure(files) ? [] : files) {
    const stat = sight.stat(`/run/netns/${file}`);
    if (!isFailure(stat) && stat.inode !== undefined) names.set(stat.inode, file);
  }
  return names;
}

/** What a namespace is called: by its name where it has one, or else by its link, which is always there. */
export function namespaceName(link: string, names: ReadonlyMap<number, string>): string {
  return names.get(Number(/\[(\d+)\]$/.exec(link)?.[1] ?? -1)) ?? link;
}
