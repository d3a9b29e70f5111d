import { assertEquals } from "@std/assert";
import type { Failure, Sight } from "../../../src/host/host.ts";
import type { Machine } from "../../../src/model/machine.ts";
import type { Socket } from "../../../src/model/socket.ts";
import {
  findHiddenHolders,
  readAllProcesses,
  readOwners,
} from "../../../src/probe/linux/owners.ts";
import { quietMachine, socket } from "../../../src/testing.ts";
import { onPaper, type Paper } from "../paper.ts";

const SERVICE = "/system.slice/web.service";
const ROOT = { pid: 9, uid: 0, seesAllOwners: true };
const USER = { pid: 9, uid: 1000, seesAllOwners: false };

/** The files of one process. */
function files(
  pid: number,
  { ppid = 1, state = "S", uid = 105, cgroup = SERVICE, start = pid }: {
    readonly ppid?: number;
    readonly state?: string;
    readonly uid?: number;
    readonly cgroup?: string;
    readonly start?: number;
  } = {},
): Record<string, string> {
  return {
    [`/proc/${pid}/stat`]:
      `${pid} (p${pid}) ${state} ${ppid} 1 1 0 -1 0 1 2 3 4 5 6 7 8 20 0 3 0 ${start} 9 10`,
    [`/proc/${pid}/status`]: `Uid:\t${uid}\t${uid}\t${uid}\t${uid}\n`,
    [`/proc/${pid}/cgroup`]: `0::${cgroup}\n`,
  };
}

function machineOf(...processes: readonly Record<string, string | Failure>[]): Sight {
  const texts: Record<string, string | Failure> = Object.assign({}, ...processes);
  const pids = Object.keys(texts).flatMap((path) => /^\/proc\/(\d+)\/stat$/.exec(path)?.[1] ?? []);
  return onPaper({ texts, folders: { "/proc": pids } });
}

/** A listener as everybody sees it, without its owner. */
function hidden(fields: Partial<Socket> = {}): Socket {
  return socket({ holders: [], inode: 64, uid: 105, cgroup: SERVICE, ...fields });
}

function pidsOf(sight: Sight, sockets: readonly Socket[], ancestors = false): number[] {
  return readOwners(sight, sockets, { ancestors }).map(({ pid }) => pid);
}

/** A process whose first thread is dead, while another one of its threads has the socket. */
const DEAD_LEADER: Paper = {
  texts: files(7, { state: "Z" }),
  folders: { "/proc": ["7"], "/proc/7/task": ["7", "70"], "/proc/7/task/70/fd": ["3"] },
  links: { "/proc/7/task/70/fd/3": "socket:[64]" },
};

Deno.test("findHiddenHolders() finds the socket of a process whose first thread is dead", async () => {
  const [found] = await findHiddenHolders(onPaper(DEAD_LEADER), [hidden()], ROOT);
  assertEquals(found, { ...hidden(), holders: [{ pid: 7, fd: 3 }] });
});

Deno.test("findHiddenHolders() finds who was born while the sockets were read", async () => {
  const young: Paper = {
    texts: files(8),
    folders: { "/proc": ["7", "8"], "/proc/8/fd": ["0", "5"] },
    links: { "/proc/8/fd/0": "/dev/null", "/proc/8/fd/5": "socket:[64]" },
  };
  const [found] = await findHiddenHolders(onPaper(young), [hidden()], ROOT);
  assertEquals(found?.holders, [{ pid: 8, fd: 5 }]);
  const both: Paper = {
    texts: { ...young.texts, ...DEAD_LEADER.texts },
    folders: { ...DEAD_LEADER.folders, ...young.folders },
    links: { ...young.links, "/proc/7/task/70/fd/3": "socket:[65]" },
  };
  const all = await findHiddenHolders(onPaper(both), [hidden(), hidden({ inode: 65 })], ROOT);
  assertEquals(all.map(({ holders }) => holders), [[{ pid: 8, fd: 5 }], [{ pid: 7, fd: 3 }]]);
  // A list of many is not worth it.
  const many = Array.from({ length: 100 }, (_, i) => socket({ inode: 100 + i }));
  const [same] = await findHiddenHolders(onPaper(young), [hidden(), ...many], ROOT);
  assertEquals(same?.holders, []);
});

Deno.test("findHiddenHolders() leaves all other sockets as they are", async () => {
  const others = [
    ...[socket({ inode: 65 }), hidden({ inode: 66 }), hidden({ inode: 67, state: "ESTABLISHED" })],
    socket({ state: "TIME_WAIT" }),
  ];
  const found = await findHiddenHolders(onPaper(DEAD_LEADER), [...others, hidden()], ROOT);
  assertEquals(found.slice(0, -1).map(({ holders }) => holders), [
    [{ pid: 812, fd: 3 }],
    [],
    [],
    [],
  ]);
});

Deno.test("findHiddenHolders() lets nobody look who cannot tell hidden from dead", async () => {
  const sockets = [hidden()];
  const sight = {
    ...onPaper(DEAD_LEADER),
    readDir: () => {
      throw new Error("It looked");
    },
  };
  assertEquals(await findHiddenHolders(sight, sockets, USER), sockets);
  assertEquals(await findHiddenHolders(sight, sockets, { pid: 9 }), sockets);
  // Nor anybody where nothing is hidden, or the socket has no inode to be found by.
  const { inode: _, ...nameless } = hidden();
  const seen = [socket(), nameless];
  assertEquals(await findHiddenHolders(sight, seen, ROOT), seen);
});

Deno.test("readOwners() reads the holders of sockets once each, and their parents only when asked", () => {
  const sight = machineOf(files(1, { ppid: 0 }), files(5), files(812, { ppid: 5 }), files(900));
  const sockets = [socket(), socket({ holders: [{ pid: 812 }, { pid: 900 }] })];
  assertEquals(pidsOf(sight, sockets), [812, 900]);
  assertEquals(pidsOf(sight, sockets, true), [812, 5, 1, 900]);
});

Deno.test("readOwners() passes over a process that is gone, and stops where a parent is", () => {
  const sight = machineOf(files(812, { ppid: 5 }));
  assertEquals(pidsOf(sight, [socket({ holders: [{ pid: 7 }, { pid: 812 }] })], true), [812]);
  assertEquals(pidsOf(machineOf(), []), []);
});

Deno.test("readOwners() survives a line of ancestors without end, and one that bites its tail", () => {
  const long = Array.from({ length: 12_000 }, (_, i) => files(i + 1, { ppid: i }));
  const sockets = [socket({ holders: [{ pid: 12_000 }] })];
  assertEquals(pidsOf(machineOf(...long), sockets, true).length, 12_000);
  const ring = machineOf(files(5, { ppid: 6 }), files(6, { ppid: 5 }));
  assertEquals(pidsOf(ring, [socket({ holders: [{ pid: 5 }] })], true), [5, 6]);
});

/** A machine on which these pids are members of the service's cgroup, as the file at `path` tells. */
function withMembers(
  members: readonly number[],
  path = `/sys/fs/cgroup${SERVICE}/cgroup.procs`,
): Sight {
  const procs = { [path]: members.map((pid) => `${pid}\n`).join("") };
  return machineOf(procs, ...members.filter((pid) => pid > 0).map((pid) => files(pid)));
}

/** The owner of the hidden socket, as far as it is known by its processes. */
function likelyOwner(sight: Sight, one = hidden()) {
  const processes = readOwners(sight, [one], { ancestors: false });
  const machine: Machine = quietMachine({ sockets: [one], processes });
  const { pid, name, unit, confidence } = machine.owner(one) ?? {};
  return { pid, name, unit, confidence };
}

Deno.test("readOwners() reads the only process in the cgroup of a hidden listener, its likely owner", () => {
  const expected = { pid: 30, name: "p30", unit: "web.service", confidence: "cgroup" as const };
  assertEquals(likelyOwner(withMembers([30])), expected);
  // The v2 tree beside those of v1.
  const unified = `/sys/fs/cgroup/unified${SERVICE}/cgroup.procs`;
  assertEquals(likelyOwner(withMembers([30], unified)), expected);
});

Deno.test("readOwners() leaves it a guess which of several processes of a service it is", () => {
  const expected = { pid: 30, name: "p30", unit: "web.service", confidence: "guess" as const };
  assertEquals(likelyOwner(withMembers([31, 30, 32])), expected);
});

Deno.test("readOwners() knows the unit alone where the members of the cgroup cannot be read", () => {
  const expected = {
    ...{ pid: undefined, name: undefined },
    ...{ unit: "web.service", confidence: "cgroup" as const },
  };
  assertEquals(likelyOwner(machineOf()), expected);
  assertEquals(likelyOwner(withMembers([])), expected);
  // Members outside of this pid namespace are told as 0.
  assertEquals(likelyOwner(withMembers([0, 0])), expected);
});

Deno.test("readOwners() looks into no cgroup of a socket that has a holder, or into that of everybody", () => {
  const path = "/sys/fs/cgroup/cgroup.procs";
  const sight = machineOf({ [path]: "30\n" }, files(30), files(812));
  assertEquals(pidsOf(sight, [hidden({ cgroup: "/" })]), []);
  assertEquals(pidsOf(withMembers([30]), [socket({ inode: 64, cgroup: SERVICE })]), []);
  assertEquals(pidsOf(withMembers([30]), [hidden({ state: "ESTABLISHED" })]), []);
});

Deno.test("readOwners() reads the members of one cgroup once, however many sockets it has", () => {
  const sight = withMembers([30, 31]);
  assertEquals(pidsOf(sight, [hidden(), hidden({ inode: 65 })]), [30, 31]);
});

Deno.test("readAllProcesses() reads all that are still there", () => {
  const sight = machineOf(files(1, { ppid: 0 }), files(812));
  const gone = { ...sight, readDir: () => ["1", "812", "999", "self"] };
  assertEquals(readAllProcesses(gone).map(({ pid }) => pid), [1, 812]);
  assertEquals(readAllProcesses(onPaper({})), []);
});
