import hiddenOwner from "../../plugins/hidden-owner.ts";
import { process, quietMachine, socket, testRule } from "../../src/testing.ts";

const CGROUP = "/system.slice/postgresql.service";
const hidden = socket({ holders: [], uid: 105, cgroup: CGROUP });
const users = { 105: "postgres" };
const FIX = { say: "Ask again as root", run: ["sudo", "portik", "explain", "3000"] };
const root = { pid: 9, uid: 0, mayBindPrivileged: true, seesAllOwners: true };

testRule(hiddenOwner, {
  silent: {
    "about an owner that is seen": quietMachine({ sockets: [socket()] }),
    "about an owner of whom only the pid is seen": quietMachine({
      sockets: [socket({ holders: [{ pid: 4711 }] })],
      processes: [],
    }),
    "about connections without an owner": quietMachine({
      sockets: [socket({ state: "ESTABLISHED", holders: [] }), socket({ state: "TIME_WAIT" })],
    }),
    "where the question is about another address": {
      machine: quietMachine({ sockets: [{ ...hidden, address: "127.0.0.1" }] }),
      port: 3000,
      host: "127.0.0.2",
    },
    "where the question is about the other protocol": {
      machine: quietMachine({ sockets: [hidden] }),
      port: 3000,
      proto: "udp",
    },
  },
  speaks: {
    "to an ordinary user, with what the kernel tells everyone": {
      machine: quietMachine({ sockets: [hidden], users }),
      port: 3000,
      says: {
        message: "You may not see which process holds 3000 on 0.0.0.0",
        port: 3000,
        evidence: [
          "the socket belongs to postgres, uid 105",
          "its cgroup is that of postgresql.service",
        ],
        fix: FIX,
      },
    },
    "of a user without a name": {
      machine: quietMachine({ sockets: [hidden] }),
      port: 3000,
      says: {
        evidence: ["the socket belongs to uid 105", "its cgroup is that of postgresql.service"],
      },
    },
    "with the only process of the cgroup": {
      machine: quietMachine({
        sockets: [hidden],
        users,
        processes: [process({ pid: 812, name: "postgres", cgroup: CGROUP, uid: 106 })],
      }),
      port: 3000,
      says: {
        evidence: [
          "the socket belongs to postgres, uid 105",
          "its cgroup is /system.slice/postgresql.service",
          "the only process there is postgres (pid 812)",
        ],
      },
    },
    "with the oldest of several processes of a service": {
      machine: quietMachine({
        sockets: [hidden],
        users,
        processes: [
          process({ pid: 900, name: "psql", cgroup: CGROUP, uid: 105, startTicks: 2 }),
          process({
            ...{ pid: 950, name: "postgres", cgroup: CGROUP, uid: 105, startTicks: 1 },
            unit: "postgresql.service",
          }),
        ],
      }),
      port: 3000,
      says: {
        evidence: [
          "the socket belongs to postgres, uid 105",
          "its cgroup is that of postgresql.service",
          "the oldest process there is postgres (pid 950)",
        ],
      },
    },
    "without naming anybody of a login session": {
      machine: quietMachine({
        sockets: [socket({ holders: [], uid: 1001, cgroup: "/user.slice/session-3.scope" })],
        processes: [
          process({ pid: 900, name: "sshd", cgroup: "/user.slice/session-3.scope" }),
          process({ pid: 901, name: "bash", cgroup: "/user.slice/session-3.scope" }),
        ],
      }),
      port: 3000,
      says: {
        evidence: [
          "the socket belongs to uid 1001",
          "its cgroup is /user.slice/session-3.scope",
        ],
      },
    },
    "where the kernel tells nothing": {
      machine: quietMachine({ sockets: [socket({ holders: [], cgroup: "/" })] }),
      port: 3000,
      says: { message: "You may not see which process holds 3000 on 0.0.0.0", evidence: [] },
    },
    "once about sockets of one service": {
      machine: quietMachine({
        sockets: [{ ...hidden, address: "127.0.0.1" }, { ...hidden, address: "10.0.0.5" }],
        users,
      }),
      port: 3000,
      says: "You may not see which process holds 3000 on 127.0.0.1 and 10.0.0.5",
    },
    "about each of two services by itself": {
      machine: quietMachine({
        sockets: [
          { ...hidden, address: "127.0.0.1" },
          { ...hidden, address: "10.0.0.5", uid: 33, cgroup: "/system.slice/web.service" },
        ],
        users,
      }),
      port: 3000,
      says: [
        {
          message: "You may not see which process holds 3000 on 127.0.0.1",
          evidence: [
            "the socket belongs to postgres, uid 105",
            "its cgroup is that of postgresql.service",
          ],
        },
        {
          message: "You may not see which process holds 3000 on 10.0.0.5",
          evidence: ["the socket belongs to uid 33", "its cgroup is that of web.service"],
        },
      ],
    },
    "about the hidden one of two listeners": {
      machine: quietMachine({
        sockets: [{ ...hidden, address: "127.0.0.1" }, socket({ address: "::1" })],
      }),
      port: 3000,
      says: "You may not see which process holds 3000 on 127.0.0.1",
    },
    "about UDP, with the right command": {
      machine: quietMachine({ sockets: [socket({ proto: "udp", holders: [] })] }),
      port: 3000,
      proto: "udp",
      says: {
        message: "You may not see which process holds 3000/udp on 0.0.0.0",
        fix: { say: "Ask again as root", run: ["sudo", "portik", "explain", "3000/udp"] },
      },
    },
    "about one address, with the right command": {
      machine: quietMachine({ sockets: [hidden] }),
      port: 3000,
      host: "127.0.0.1",
      says: {
        fix: {
          say: "Ask again as root",
          run: ["sudo", "portik", "explain", "3000", "--host", "127.0.0.1"],
        },
      },
    },
    "to who sees all, of the kernel": {
      machine: quietMachine({ caller: root, sockets: [socket({ holders: [], uid: 0 })] }),
      port: 3000,
      says: {
        message: "No process here has 3000 on 0.0.0.0 open: such a socket belongs to the kernel, " +
          "or to a process in another pid namespace",
        evidence: ["the socket belongs to root, uid 0"],
      },
    },
    "to a root that does not see all, without telling it to become root": {
      machine: quietMachine({ caller: { ...root, seesAllOwners: false }, sockets: [hidden] }),
      port: 3000,
      says: {
        message: "The process that holds 3000 on 0.0.0.0 cannot be seen, not even by this root",
        fix: {
          say: "Ask again with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, outside of containers",
        },
      },
    },
    "on Windows, where there is no sudo": {
      machine: quietMachine({ platform: "windows", caller: { pid: 9 }, sockets: [hidden] }),
      port: 3000,
      says: {
        message: "You may not see which process holds 3000 on 0.0.0.0",
        fix: { say: "Ask again as administrator" },
      },
    },
    "to a caller of whom nothing is known, as to an ordinary one": {
      machine: quietMachine({ caller: { pid: 9 }, sockets: [hidden] }),
      port: 3000,
      says: { message: "You may not see which process holds 3000 on 0.0.0.0", fix: FIX },
    },
  },
});
