import { assertEquals } from "@std/assert";
import { holdersByInode, holdersInThreads } from "../../../src/probe/linux/proc_fd.ts";
import { allPids } from "../../../src/probe/linux/proc_pid.ts";
import { onPaper } from "../paper.ts";

/** Processes 7 and 12 share a socket; those of 30 cannot be seen, and 40 is gone half-way. */
const shared = onPaper({
  folders: {
    "/proc": ["1x", "7", "12", "30", "40", "self", "net"],
    "/proc/7/fd": ["0", "3", "4"],
    "/proc/12/fd": ["3"],
    "/proc/30/fd": { failed: "EACCES" },
    "/proc/40/fd": ["5"],
  },
  links: {
    "/proc/7/fd/0": "pipe:[64]",
    "/proc/7/fd/3": "socket:[64]",
    "/proc/7/fd/4": "socket:[64]",
    "/proc/12/fd/3": "socket:[64]",
    "/proc/40/fd/5": { failed: "ENOENT" },
  },
});

Deno.test("allPids() are the numbers in /proc", () => {
  assertEquals(allPids(shared), ["7", "12", "30", "40"]);
  assertEquals(allPids(onPaper({})), []);
});

Deno.test("holdersByInode() finds every descriptor of every process that may be read", () => {
  assertEquals([...holdersByInode(shared, new Set([64, 65]))], [
    [64, [{ pid: 7, fd: 3 }, { pid: 7, fd: 4 }, { pid: 12, fd: 3 }]],
  ]);
});

Deno.test("holdersByInode() reads nothing when nothing is wanted", () => {
  const sight = { ...shared, readDir: () => ({ failed: "asked" }) };
  assertEquals(holdersByInode(sight, new Set()).size, 0);
});

Deno.test("holdersInThreads() looks into processes whose first thread is dead, and no others", () => {
  const sight = onPaper({
    texts: {
      "/proc/7/stat": "7 (dead leader) Z 1 7 7",
      "/proc/8/stat": "8 (x) Z (y) S 1 8 8",
    },
    folders: {
      "/proc": ["7", "8", "9"],
      "/proc/7/task": ["7", "70", "71"],
      "/proc/7/task/70/fd": ["3"],
      "/proc/7/task/71/fd": ["3"],
      "/proc/8/task": ["8", "80"],
      "/proc/8/task/80/fd": ["3"],
    },
    links: {
      "/proc/7/task/70/fd/3": "socket:[64]",
      "/proc/7/task/71/fd/3": "socket:[64]",
      "/proc/8/task/80/fd/3": "socket:[64]",
    },
  });
  assertEquals([...holdersInThreads(sight, new Set([64]))], [[64, [{ pid: 7, fd: 3 }]]]);
});
