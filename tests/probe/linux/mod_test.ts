import { assertEquals } from "@std/assert";
import { linux } from "../../../src/probe/linux/mod.ts";
import { asking, onPaper, type Paper } from "../paper.ts";

const OPTIONS = { probeTimeout: 2000 };
const ROOT = { pid: 9, uid: 0, seesAllOwners: true };

const PROCESSES: Paper = {
  folders: { "/proc": ["1", "812", "900"] },
  texts: Object.fromEntries(
    [[1, 0], [812, 1], [900, 1]].map(([pid, ppid]) => [
      `/proc/${pid}/stat`,
      `${pid} (p${pid}) S ${ppid} 1 1 0 -1 0 1 2 3 4 5 6 7 8 20 0 3 0 1 9 10`,
    ]),
  ),
};

Deno.test("linux asks ss, then the kernel's tables, then what else may be installed", () => {
  assertEquals(linux.sockets.map(({ name, word = name, gives }) => [name, word, gives]), [
    ["ss", "ss", "sockets"],
    ["/proc/net", "proc", "sockets"],
    ["lsof", "lsof", "sockets"],
    ["netstat", "netstat", "sockets"],
  ]);
});

Deno.test("linux loads each source under the name that it bears itself", async () => {
  const reasons = await Promise.all(
    linux.sockets.map((source) => source.read(onPaper({}), asking(80), OPTIONS)),
  );
  assertEquals<unknown[]>(reasons, [
    { missing: "ss was not asked when the capture was made" },
    { missing: "/proc/net cannot be read" },
    { missing: "lsof was not asked when the capture was made" },
    { missing: "netstat was not asked when the capture was made" },
  ]);
});

Deno.test("linux reads the holders of sockets, their parents, or every process", async () => {
  const socket = {
    ...{ proto: "tcp", family: "ipv4", state: "LISTEN", address: "0.0.0.0", port: 80 } as const,
    holders: [{ pid: 812 }],
  };
  const pids = async (all: boolean, ancestors: boolean) => {
    const wanted = { sockets: [socket], all, ancestors };
    const found = await linux.readProcesses(onPaper(PROCESSES), wanted, OPTIONS);
    return found.map(({ pid }) => pid);
  };
  assertEquals(await pids(false, false), [812]);
  assertEquals(await pids(false, true), [812, 1]);
  assertEquals(await pids(true, true), [1, 812, 900]);
});

Deno.test("linux looks into other network namespaces", async () => {
  const sight = onPaper({ links: { "/proc/self/ns/net": "net:[4026531840]" } });
  assertEquals(await linux.findElsewhere?.(sight, asking(80), ROOT), []);
});
