import severalOwners from "../../plugins/several-owners.ts";
import type { Process, Socket } from "../../src/plugin.ts";
import { container, process, quietMachine, socket, testRule } from "../../src/testing.ts";

const LOOPBACK = "127.0.0.1";
const FIX = { say: "Name the address instead of localhost, or stop one of them" };

/** A socket of one process, or of several. */
function held(address: string, pids: readonly number[], fields: Partial<Socket> = {}): Socket {
  return socket({ address, holders: pids.map((pid) => ({ pid, fd: 3 })), ...fields });
}

function machineWith(sockets: readonly Socket[], ...processes: readonly Process[]) {
  return quietMachine({ sockets, processes });
}

const systemd = process({ pid: 1, ppid: 0, name: "systemd", uid: 0 });
const nginx = process({ pid: 7, name: "nginx" });

/** Workers of the nginx with pid 7. */
function workers(...pids: readonly number[]): Process[] {
  return pids.map((pid) => process({ pid, ppid: 7, name: "nginx", uid: 33 }));
}

const node = process({ pid: 20, name: "node", ppid: 10 });
const deno = process({ pid: 30, name: "deno", ppid: 10 });
const shell = process({ pid: 10, name: "bash" });

testRule(severalOwners, {
  silent: {
    "about one process with one socket": machineWith([socket()], process()),
    "about one process on several addresses": machineWith(
      [held(LOOPBACK, [7]), held("::1", [7]), held("10.0.0.5", [7])],
      nginx,
    ),
    "about connections": machineWith(
      [held(LOOPBACK, [20]), held(LOOPBACK, [20, 30], { state: "ESTABLISHED" })],
      node,
      deno,
    ),
    "about docker-proxy, one for each address of a container": quietMachine({
      sockets: [held("0.0.0.0", [40]), held("::", [41], { v6only: true })],
      processes: [40, 41].map((pid) => process({ pid, name: "docker-proxy", uid: 0 })),
      containers: [
        container({
          publications: ["0.0.0.0", "::"].map((hostAddress) => ({
            ...{ hostAddress, hostPort: 3000, containerPort: 80, proto: "tcp" as const },
          })),
        }),
      ],
    }),
    "about docker-proxy where no engine tells about containers": machineWith(
      [held("0.0.0.0", [40]), held("::", [41], { v6only: true })],
      ...[40, 41].map((pid) => process({ pid, name: "docker-proxy", uid: 0 })),
    ),
    "about a master and its worker on different addresses": machineWith(
      [held(LOOPBACK, [7]), held("::1", [8])],
      nginx,
      ...workers(8),
    ),
    "about a server and its child of another name on different addresses": machineWith(
      [held(LOOPBACK, [20]), held("::1", [21])],
      node,
      process({ pid: 21, ppid: 20, name: "esbuild" }),
    ),
    "about systemd alone, which waits on two addresses for a service": machineWith(
      [held(LOOPBACK, [1]), held("::1", [1])],
      systemd,
    ),
    "about owners that are only guessed": quietMachine({
      caller: { pid: 9, uid: 0, seesAllOwners: true },
      sockets: [
        socket({ address: LOOPBACK, holders: [], cgroup: "/system.slice/a.service" }),
        socket({ address: "::1", holders: [], cgroup: "/system.slice/b.service" }),
      ],
      processes: [
        process({ pid: 20, cgroup: "/system.slice/a.service" }),
        process({ pid: 30, cgroup: "/system.slice/b.service" }),
      ],
    }),
    "about a stranger on an address that is not asked about": {
      machine: machineWith([held(LOOPBACK, [20]), held("10.0.0.5", [30])], node, deno),
      port: 3000,
      host: LOOPBACK,
    },
    "about a stranger on the other protocol": {
      machine: machineWith(
        [held(LOOPBACK, [20]), held("::1", [30], { proto: "udp" })],
        node,
        deno,
      ),
      port: 3000,
    },
  },
  speaks: {
    "about a socket that workers inherited": {
      machine: machineWith([held("0.0.0.0", [8, 7, 9])], nginx, ...workers(8, 9)),
      port: 3000,
      says: {
        message: "nginx (pid 7) shares its socket on 0.0.0.0 with 2 processes that inherited it",
        severity: undefined,
        port: 3000,
        evidence: [
          "also open in nginx (pid 8), nginx (pid 9)",
          "the port is free only when all of them have closed it",
        ],
      },
    },
    "about one heir in the singular": {
      machine: machineWith([held("0.0.0.0", [7, 8])], nginx, ...workers(8)),
      port: 3000,
      says: "nginx (pid 7) shares its socket on 0.0.0.0 with 1 process that inherited it",
    },
    "about many heirs, naming five": {
      machine: machineWith(
        [held("0.0.0.0", [7, 8, 9, 10, 11, 12, 13, 14])],
        nginx,
        ...workers(8, 9, 10, 11, 12, 13, 14),
      ),
      port: 3000,
      says: {
        message: "nginx (pid 7) shares its socket on 0.0.0.0 with 7 processes that inherited it",
        evidence: [
          "also open in nginx (pid 8), nginx (pid 9), nginx (pid 10), nginx (pid 11), " +
          "nginx (pid 12) and 2 more",
          "the port is free only when all of them have closed it",
        ],
      },
    },
    "about five heirs without counting more": {
      machine: machineWith(
        [held("0.0.0.0", [7, 8, 9, 10, 11, 12])],
        nginx,
        ...workers(8, 9, 10, 11, 12),
      ),
      port: 3000,
      says: {
        evidence: [
          "also open in nginx (pid 8), nginx (pid 9), nginx (pid 10), nginx (pid 11), nginx (pid 12)",
          "the port is free only when all of them have closed it",
        ],
      },
    },
    "without a word about inheritance where one of two is no heir": {
      machine: machineWith([held(LOOPBACK, [7, 8, 30])], nginx, ...workers(8), deno),
      port: 3000,
      says: "nginx (pid 7) shares its socket on 127.0.0.1 with 2 processes that have it open, too",
    },
    "once about the same processes on several addresses": {
      machine: machineWith(
        [held("0.0.0.0", [7, 8]), held("::", [7, 8], { v6only: true })],
        nginx,
        ...workers(8),
      ),
      port: 3000,
      says: "nginx (pid 7) shares its sockets on 0.0.0.0 and :: with 1 process that inherited them",
    },
    "without a word about inheritance where the ancestors do not show it": {
      machine: machineWith([held(LOOPBACK, [20, 30])], node, deno),
      port: 3000,
      says: {
        message:
          "node (pid 20) shares its socket on 127.0.0.1 with 1 process that has it open, too",
        evidence: [
          "also open in deno (pid 30)",
          "the port is free only when all of them have closed it",
        ],
      },
    },
    "in the plural about several that have it open": {
      machine: machineWith(
        [held(LOOPBACK, [20, 30, 31]), held("::1", [20, 30, 31])],
        node,
        deno,
        process({ pid: 31 }),
      ),
      port: 3000,
      says:
        "node (pid 20) shares its sockets on 127.0.0.1 and ::1 with 2 processes that have them " +
        "open, too",
    },
    "about processes of which only the pids are known": {
      machine: machineWith([held(LOOPBACK, [20, 30])]),
      port: 3000,
      says: {
        message:
          "a process (pid 20) shares its socket on 127.0.0.1 with 1 process that has it open, too",
        evidence: [
          "also open in a process (pid 30)",
          "the port is free only when all of them have closed it",
        ],
      },
    },
    "about a socket that systemd has passed on": {
      machine: machineWith(
        [held(LOOPBACK, [1, 631], { cgroup: "/system.slice/cups.socket" })],
        systemd,
        process({ pid: 631, name: "cupsd", unit: "cups.service", uid: 0 }),
      ),
      port: 3000,
      says: {
        message: "systemd (pid 1) has passed its socket on 127.0.0.1 on to cupsd (pid 631): " +
          "stopping cups.service alone does not free the port",
        evidence: ["also open in cupsd (pid 631)", "the socket was made for cups.socket"],
        fix: { say: "Stop cups.socket together with cups.service" },
      },
    },
    "about a socket of an unnamed unit that systemd has passed on": {
      machine: machineWith(
        [held(LOOPBACK, [1, 631]), held("::1", [1, 631])],
        systemd,
        process({ pid: 631, name: "cupsd" }),
      ),
      port: 3000,
      says: {
        message: "systemd (pid 1) has passed its sockets on 127.0.0.1 and ::1 on to cupsd " +
          "(pid 631): stopping the service alone does not free the port",
        evidence: ["also open in cupsd (pid 631)"],
        fix: { say: "Stop the socket unit together with the service" },
      },
    },
    "about the systemd of a user alike": {
      machine: machineWith(
        [held(LOOPBACK, [900, 901])],
        process({ pid: 900, name: "systemd" }),
        process({ pid: 901, ppid: 900, name: "podman", unit: "podman.service" }),
      ),
      port: 3000,
      says: "systemd (pid 900) has passed its socket on 127.0.0.1 on to podman (pid 901): " +
        "stopping podman.service alone does not free the port",
    },
    "about launchd alike": {
      machine: quietMachine({
        platform: "darwin",
        sockets: [held(LOOPBACK, [1, 20])],
        processes: [process({ pid: 1, ppid: 0, name: "launchd" }), node],
      }),
      port: 3000,
      says:
        "launchd (pid 1) has passed its socket on 127.0.0.1 on to node (pid 20): stopping the " +
        "service alone does not free the port",
    },
    "about a pid 1 that is no systemd as about any master": {
      machine: machineWith(
        [held("0.0.0.0", [1, 8])],
        process({ pid: 1, ppid: 0, name: "nginx" }),
        process({ pid: 8, ppid: 1, name: "nginx" }),
      ),
      port: 3000,
      says: "nginx (pid 1) shares its socket on 0.0.0.0 with 1 process that inherited it",
    },
    "about SO_REUSEPORT in one process": {
      machine: machineWith([held(LOOPBACK, [20]), held(LOOPBACK, [20])], node),
      port: 3000,
      says: {
        message: "2 sockets share 127.0.0.1 port 3000 by SO_REUSEPORT: the kernel spreads " +
          "connections over them",
        severity: "info",
        evidence: ["held by node (pid 20)"],
      },
    },
    "about SO_REUSEPORT in several processes of one program": {
      machine: machineWith(
        [held(LOOPBACK, [20]), held(LOOPBACK, [21])],
        node,
        process({ pid: 21 }),
      ),
      port: 3000,
      says: {
        message: "2 sockets share 127.0.0.1 port 3000 by SO_REUSEPORT: the kernel spreads " +
          "connections over them",
        severity: "info",
        evidence: ["held by node (pid 20), node (pid 21)"],
      },
    },
    "with a warning about SO_REUSEPORT between different programs": {
      machine: machineWith([held(LOOPBACK, [20]), held(LOOPBACK, [30])], node, deno),
      port: 3000,
      says: {
        message: "Different programs share 127.0.0.1 port 3000 by SO_REUSEPORT: each gets a part " +
          "of the connections",
        severity: "warning",
        port: 3000,
        evidence: ["held by node (pid 20), deno (pid 30)"],
      },
    },
    "about SO_REUSEPORT without owners": {
      machine: quietMachine({
        caller: { pid: 9, uid: 0, seesAllOwners: true },
        sockets: [held(LOOPBACK, []), held(LOOPBACK, [])],
      }),
      port: 3000,
      says: {
        message: "2 sockets share 127.0.0.1 port 3000 by SO_REUSEPORT: the kernel spreads " +
          "connections over them",
        evidence: [],
      },
    },
    "about UDP, where SO_REUSEADDR shares as well and multicast goes to all": {
      machine: machineWith(
        [
          held("0.0.0.0", [20], { proto: "udp", port: 5353 }),
          held("0.0.0.0", [30], { proto: "udp", port: 5353 }),
        ],
        node,
        deno,
      ),
      port: 5353,
      proto: "udp",
      says: "Different programs share 0.0.0.0 port 5353/udp by SO_REUSEADDR or SO_REUSEPORT: a " +
        "packet goes to one of them, a multicast packet to all",
    },
    "without promising what only Linux does": {
      machine: quietMachine({
        platform: "darwin",
        sockets: [held(LOOPBACK, [20]), held(LOOPBACK, [20])],
        processes: [node],
      }),
      port: 3000,
      says: "2 sockets share 127.0.0.1 port 3000 by SO_REUSEPORT or SO_REUSEADDR",
    },
    "about two servers of one shell on both sides of localhost": {
      machine: machineWith([held(LOOPBACK, [20]), held("::1", [30])], node, deno, shell),
      port: 3000,
      says: {
        message: "Different processes hold 3000 on different addresses: localhost may reach either",
        severity: "warning",
        port: 3000,
        evidence: ["127.0.0.1: node (pid 20)", "::1: deno (pid 30)"],
        fix: FIX,
      },
    },
    "about two servers of one program and one shell": {
      machine: machineWith(
        [held(LOOPBACK, [20]), held("::1", [21])],
        node,
        process({ pid: 21, ppid: 10 }),
        shell,
      ),
      port: 3000,
      says: "Different processes hold 3000 on different addresses: localhost may reach either",
    },
    "about a wildcard and a loopback address on different sides": {
      machine: machineWith([held("0.0.0.0", [20]), held("::1", [30])], node, deno),
      port: 3000,
      says: "Different processes hold 3000 on different addresses: localhost may reach either",
    },
    "about a dual-stack wildcard in the shadow of 127.0.0.1": {
      machine: machineWith([held("::", [20]), held(LOOPBACK, [30])], node, deno),
      port: 3000,
      says: "Different processes hold 3000 on different addresses: localhost may reach either",
    },
    "calmly where localhost has one meaning": {
      machine: machineWith([held("127.0.0.53", [20]), held("192.168.122.1", [30])], node, deno),
      port: 3000,
      says: {
        message:
          "Different processes hold 3000 on different addresses: the address decides which " +
          "of them answers",
        severity: "info",
        evidence: ["127.0.0.53: node (pid 20)", "192.168.122.1: deno (pid 30)"],
        fix: undefined,
      },
    },
    "calmly where both sides of localhost are one server's": {
      machine: machineWith(
        [held(LOOPBACK, [20]), held("::1", [20]), held("10.0.0.5", [30])],
        node,
        deno,
      ),
      port: 3000,
      says: { severity: "info" },
    },
    "about UDP strangers": {
      machine: machineWith(
        [held(LOOPBACK, [20], { proto: "udp" }), held("::1", [30], { proto: "udp" })],
        node,
        deno,
      ),
      port: 3000,
      proto: "udp",
      says: "Different processes hold 3000/udp on different addresses: localhost may reach either",
    },
    "about a service of systemd and a stranger, although systemd has started both": {
      machine: machineWith(
        [held(LOOPBACK, [1, 20]), held("::1", [30])],
        systemd,
        process({ pid: 20, ppid: 1, unit: "web.service" }),
        process({ pid: 30, ppid: 1, name: "deno" }),
      ),
      port: 3000,
      says: [
        "systemd (pid 1) has passed its socket on 127.0.0.1 on to node (pid 20): stopping " +
        "web.service alone does not free the port",
        "Different processes hold 3000 on different addresses: localhost may reach either",
      ],
    },
    "calmly where only one side of localhost is served": {
      machine: machineWith([held("10.0.0.5", [20]), held("::1", [30])], node, deno),
      port: 3000,
      says: { severity: "info" },
    },
    "calmly about one address on two interfaces": {
      machine: machineWith(
        [held("0.0.0.0", [20], { zone: "lo" }), held("0.0.0.0", [30], { zone: "eth0" })],
        node,
        deno,
      ),
      port: 3000,
      says: { severity: "info" },
    },
    "about two containers on different addresses": {
      machine: quietMachine({
        sockets: [held(LOOPBACK, [40]), held("::1", [41])],
        processes: [40, 41].map((pid) => process({ pid, name: "docker-proxy", uid: 0 })),
        containers: [["a", LOOPBACK], ["b", "::1"]].map(([name = "", hostAddress = ""]) =>
          container({
            name,
            id: name.repeat(64),
            publications: [{ hostAddress, hostPort: 3000, containerPort: 80, proto: "tcp" }],
          })
        ),
      }),
      port: 3000,
      says: "Different processes hold 3000 on different addresses: localhost may reach either",
    },
    "where the question is about localhost and both sides of it differ": {
      machine: machineWith(
        [held(LOOPBACK, [20]), held("::1", [30]), held("10.0.0.5", [31])],
        node,
        deno,
        process({ pid: 31, name: "caddy" }),
      ),
      port: 3000,
      host: "localhost",
      says: {
        severity: "warning",
        evidence: ["127.0.0.1: node (pid 20)", "::1: deno (pid 30)"],
      },
    },
  },
});
