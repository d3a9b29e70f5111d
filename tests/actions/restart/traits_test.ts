import { assertEquals } from "@std/assert";
import { readTraits } from "../../../src/actions/restart/traits.ts";
import { isFailure } from "../../../src/host/host.ts";
import { onPaper } from "../../probe/paper.ts";

Deno.test("readTraits() reads what the kernel tells, and what lies where output goes", () => {
  const file = { type: "file", size: 1, mode: 0o644, uid: 1000, inode: 7 } as const;
  const sight = onPaper({
    texts: { "/proc/812/cmdline": "node\0", "/proc/812/environ": "A=1\0" },
    links: {
      "/proc/812/exe": "/usr/bin/node",
      "/proc/812/ns/mnt": "mnt:[1]",
      "/proc/812/fd/0": "/dev/null",
      "/proc/812/fd/1": "/srv/out",
      "/proc/812/fd/2": "/dev/null",
    },
    stats: { "/srv/out": file, "/dev/null": { ...file, type: "other" } },
  });
  const { cmdline, environ, exe, namespaces, streams, kinds } = readTraits(sight, { pid: 812 });
  assertEquals([cmdline, environ, exe], ["node\0", "A=1\0", "/usr/bin/node"]);
  assertEquals(namespaces[0], "mnt:[1]");
  assertEquals(streams, ["/dev/null", "/srv/out", "/dev/null"]);
  assertEquals(kinds, ["device", "file", "device"]);
});

Deno.test("readTraits() takes no terminal, pipe or deleted file for one to go on with", () => {
  const stats = Object.fromEntries(
    ["/dev/pts/3", "/run/fifo"].map((path) => [
      path,
      { type: "other" as const, size: 0, mode: 0o620 },
    ]),
  );
  const links = ["/dev/pts/3", "/run/fifo", "pipe:[7]", "/srv/out (deleted)", "/gone"];
  for (const link of links) {
    const sight = onPaper({ links: { "/proc/812/fd/1": link }, stats });
    assertEquals(readTraits(sight, { pid: 812 }).kinds[1], "other", link);
  }
});

Deno.test("readTraits() tells nothing of another process that has the pid by now", () => {
  const stat = `812 (node) S ${"0 ".repeat(16)}1 0 7 0\n`;
  const sight = onPaper({
    texts: { "/proc/812/cmdline": "node\0", "/proc/812/stat": stat },
    links: { "/proc/812/exe": "/usr/bin/node" },
  });
  assertEquals(readTraits(sight, { pid: 812, startTicks: 7 }).cmdline, "node\0");
  const { cmdline, exe } = readTraits(sight, { pid: 812, startTicks: 6 });
  assertEquals([isFailure(cmdline), isFailure(exe)], [true, true]);
});
