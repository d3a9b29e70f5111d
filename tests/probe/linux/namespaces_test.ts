import { assertEquals } from "@std/assert";
import type { Failure } from "../../../src/host/host.ts";
import type { Socket } from "../../../src/model/socket.ts";
import {
  listenersElsewhere,
  namespaceName,
  namespaceNames,
  otherNamespaces,
} from "../../../src/probe/linux/namespaces.ts";
import type { Missing } from "../../../src/probe/probe.ts";
import { asking, onPaper, type Paper } from "../paper.ts";

const HERE = "net:[4026531840]";
const BLUE = "net:[4026532281]";
const NAMELESS = "net:[4026532999]";
const ROOT = { pid: 9, uid: 0, seesAllOwners: true };

const HEAD =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

/** A row of `/proc/net/tcp` for 0.0.0.0 and this port. */
function row(port: number, inode: number, state = "0A"): string {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return `   0: 00000000:${hex} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000   105        0 ${inode} 1 0\n`;
}

/** A machine whose processes are in these namespaces; the first one is portik's own. */
function machineOf(
  links: Readonly<Record<number, string | Failure>>,
  { texts = {}, folders = {}, ...paper }: Paper = {},
) {
  return onPaper({
    ...paper,
    texts,
    folders: { "/proc": [...Object.keys(links), "self", "net"], ...folders },
    links: {
      "/proc/self/ns/net": HERE,
      ...Object.fromEntries(
        Object.entries(links).map(([pid, link]) => [`/proc/${pid}/ns/net`, link]),
      ),
      ...paper.links,
    },
  });
}

/** `namespace port holders` of each socket; fails where there is no answer. */
function told(answer: readonly Socket[] | Missing): string[] {
  if ("missing" in answer) throw new Error(answer.missing);
  return answer.map(({ namespace, proto, port, holders }) =>
    `${namespace} ${port}/${proto} ${holders.map(({ pid }) => pid).join()}`
  );
}

/** Process 7 listens in a namespace with a name, process 8 in one without. */
const TWO = machineOf({ 1: HERE, 7: BLUE, 8: NAMELESS, 9: HERE }, {
  texts: {
    "/proc/7/net/tcp": HEAD + row(80, 64) + row(81, 65),
    "/proc/8/net/udp": HEAD + row(80, 66, "07"),
  },
  folders: {
    "/proc/7/fd": ["3", "4"],
    "/proc/8/fd": ["3"],
    "/run/netns": ["blue", "empty"],
  },
  links: {
    "/proc/7/fd/3": "socket:[64]",
    "/proc/7/fd/4": "socket:[65]",
    "/proc/8/fd/3": "socket:[66]",
  },
  stats: {
    "/run/netns/blue": { type: "file", size: 0, mode: 0o444, inode: 4026532281 },
    "/run/netns/empty": { failed: "EACCES" },
  },
});

Deno.test("listenersElsewhere() names the namespace as ip netns does, or else by its link", () => {
  assertEquals(told(listenersElsewhere(TWO, asking(80), ROOT)), [
    "blue 80/tcp 7",
    "net:[4026532999] 80/udp 8",
  ]);
});

Deno.test("listenersElsewhere() tells of the ports in question alone, or of all", () => {
  assertEquals(told(listenersElsewhere(TWO, asking(81), ROOT)), ["blue 81/tcp 7"]);
  assertEquals(told(listenersElsewhere(TWO, asking(), ROOT)).length, 3);
  assertEquals(told(listenersElsewhere(TWO, asking(443), ROOT)), []);
});

Deno.test("listenersElsewhere() keeps what the tables tell of a listener", () => {
  assertEquals(listenersElsewhere(TWO, asking(81), ROOT), [{
    proto: "tcp",
    address: "0.0.0.0",
    port: 81,
    family: "ipv4",
    state: "LISTEN",
    inode: 65,
    uid: 105,
    backlog: { queued: 0 },
    namespace: "blue",
    holders: [{ pid: 7, fd: 4 }],
  }]);
});

Deno.test("listenersElsewhere() tells of no connections", () => {
  const sight = machineOf({ 7: BLUE }, {
    texts: { "/proc/7/net/tcp": HEAD + row(80, 64, "01") + row(80, 0, "06") },
  });
  assertEquals(listenersElsewhere(sight, asking(80), ROOT), []);
});

Deno.test("listenersElsewhere() reads the tables of a namespace once, from a process that is still there", () => {
  const read: string[] = [];
  const sight = machineOf({ 7: BLUE, 8: BLUE, 10: BLUE }, {
    texts: { "/proc/8/net/tcp": HEAD + row(80, 64), "/proc/10/net/tcp": HEAD + row(80, 64) },
    folders: { "/proc/10/fd": ["3"] },
    links: { "/proc/10/fd/3": "socket:[64]" },
  });
  const noting = {
    ...sight,
    readText: (path: string) => {
      read.push(path);
      return sight.readText(path);
    },
  };
  assertEquals(told(listenersElsewhere(noting, asking(80), ROOT)), [`${BLUE} 80/tcp 10`]);
  assertEquals(read.some((path) => path.startsWith("/proc/10/")), false);
});

Deno.test("listenersElsewhere() finds a holder that has gone on to another namespace", () => {
  const sight = machineOf({ 1: HERE, 7: BLUE }, {
    texts: { "/proc/7/net/tcp": HEAD + row(80, 64) },
    folders: { "/proc/1/fd": ["30"], "/proc/7/fd": [] },
    links: { "/proc/1/fd/30": "socket:[64]" },
  });
  assertEquals(told(listenersElsewhere(sight, asking(80), ROOT)), [`${BLUE} 80/tcp 1`]);
});

Deno.test("listenersElsewhere() tells of a listener whose holder cannot be found", () => {
  const sight = machineOf({ 7: BLUE }, { texts: { "/proc/7/net/tcp": HEAD + row(80, 64) } });
  assertEquals(told(listenersElsewhere(sight, asking(80), ROOT)), [`${BLUE} 80/tcp `]);
});

Deno.test("listenersElsewhere() passes over processes whose namespace may not be read, and dead ones", () => {
  const sight = machineOf({ 7: { failed: "EACCES" }, 8: { failed: "ENOENT" }, 9: BLUE });
  assertEquals(listenersElsewhere(sight, asking(80), ROOT), []);
});

Deno.test("listenersElsewhere() has no answer for who may not see whose namespace is whose", () => {
  const user = { pid: 9, uid: 1000, seesAllOwners: false };
  assertEquals(listenersElsewhere(TWO, asking(80), user), { missing: "needs root" });
  assertEquals(listenersElsewhere(TWO, asking(80), { pid: 9 }), { missing: "needs root" });
  assertEquals(listenersElsewhere(TWO, asking(80), { ...user, uid: 0 }), {
    missing: "needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, outside of containers",
  });
});

Deno.test("listenersElsewhere() has no answer where its own namespace cannot be told", () => {
  const sight = machineOf({ 7: BLUE }, { links: { "/proc/self/ns/net": { failed: "ENOENT" } } });
  assertEquals(listenersElsewhere(sight, asking(80), ROOT), {
    missing: "/proc/self/ns/net cannot be read",
  });
});

Deno.test("otherNamespaces() groups the processes outside of one's own", () => {
  const sight = machineOf({ 1: HERE, 7: BLUE, 8: NAMELESS, 9: BLUE, 10: { failed: "EACCES" } });
  assertEquals([...otherNamespaces(sight, HERE)], [[BLUE, ["7", "9"]], [NAMELESS, ["8"]]]);
});

Deno.test("namespaceNames() reads what is mounted in /run/netns, if anything is", () => {
  assertEquals([...namespaceNames(TWO)], [[4026532281, "blue"]]);
  assertEquals(namespaceNames(onPaper({})).size, 0);
});

Deno.test("namespaceName() is the name, or the link itself", () => {
  const names = new Map([[4026532281, "blue"]]);
  assertEquals(namespaceName(BLUE, names), "blue");
  assertEquals(namespaceName(NAMELESS, names), NAMELESS);
  assertEquals(namespaceName("hello", names), "hello");
});
