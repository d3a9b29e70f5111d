import zombieOwner from "../../plugins/zombie-owner.ts";
import type { Process, Socket } from "../../src/plugin.ts";
import { process, quietMachine, socket, testRule } from "../../src/testing.ts";

function machineOf(processes: readonly Process[], sockets: readonly Socket[] = [socket()]) {
  return quietMachine({ processes, sockets });
}

const master = process({ name: "nginx", pid: 7, uid: 1000 });
const crew = [{ pid: 7 }, { pid: 8 }, { pid: 9 }];
const stopped = process({ state: "stopped" });

testRule(zombieOwner, {
  silent: {
    "about processes that live": machineOf(
      [
        ...(["running", "sleeping", "waiting", "idle"] as const).map((state, i) =>
          process({ state, pid: 812 + i })
        ),
      ],
      [socket({ holders: [{ pid: 812 }, { pid: 813 }, { pid: 814 }, { pid: 815 }] })],
    ),
    "about an owner that was not looked at": machineOf([]),
    "about a stopped client": machineOf([stopped], [socket({ state: "ESTABLISHED" })]),
    "about a stopped process that holds another port": {
      machine: machineOf([stopped], [socket({ port: 81 })]),
      port: 3000,
    },
    "where the stopped process has another address than the question": {
      machine: machineOf([stopped], [socket({ address: "::1" })]),
      port: 3000,
      host: "127.0.0.1",
    },
    "about a process that only shares the cgroup of a socket": machineOf(
      [process({ state: "stopped", cgroup: "/system.slice/x.service" })],
      [socket({ holders: [], cgroup: "/system.slice/x.service" })],
    ),
    "about a stopped parent that does not hold the socket": machineOf([
      process({ ppid: 800 }),
      process({ pid: 800, name: "bash", state: "stopped" }),
    ]),
  },
  speaks: {
    "about a stopped process": {
      machine: machineOf([stopped]),
      port: 3000,
      says: {
        message: "node (pid 812) is stopped: 3000 takes connections and answers none",
        severity: "error",
        port: 3000,
        pid: 812,
        evidence: ["process state T: SIGSTOP, SIGTSTP (Ctrl-Z) or a job control signal"],
        fix: { say: "Let it go on", run: ["kill", "-CONT", "812"] },
      },
    },
    "about a stopped process of somebody else, of sudo": {
      machine: machineOf([process({ state: "stopped", uid: 33 })]),
      port: 3000,
      says: { fix: { say: "Let it go on", run: ["sudo", "kill", "-CONT", "812"] } },
    },
    "to root without sudo": {
      machine: quietMachine({
        caller: { pid: 9, uid: 0 },
        processes: [process({ state: "stopped", uid: 33 })],
        sockets: [socket()],
      }),
      port: 3000,
      says: { fix: { say: "Let it go on", run: ["kill", "-CONT", "812"] } },
    },
    "about UDP, which has no connections": {
      machine: machineOf([stopped], [socket({ proto: "udp" })]),
      port: 3000,
      proto: "udp",
      says: "node (pid 812) is stopped: 3000/udp takes packets and answers none",
    },
    "about a process in a debugger": {
      machine: machineOf([process({ state: "traced" })]),
      port: 3000,
      says: {
        message: "node (pid 812) is held by a debugger: 3000 takes connections and answers none " +
          "meanwhile",
        severity: "warning",
        evidence: ["process state t: stopped while it is being traced (ptrace(2))"],
        fix: { say: "Continue or end the debugging session" },
      },
    },
    "about a process whose first thread is dead, which may still answer": {
      machine: machineOf([process({ state: "zombie", threads: 3 })]),
      port: 3000,
      says: {
        message: "The first thread of node (pid 812) has exited, while others still hold 3000",
        severity: "warning",
        evidence: ["process state Z with 3 threads, parent pid 1"],
        fix: { say: "If nobody answers, end what is left of it", run: ["kill", "812"] },
      },
    },
    "about a dead one whose threads nobody counted": {
      machine: machineOf([process({ state: "dead" })]),
      port: 3000,
      says: { evidence: ["process state X with several threads, parent pid 1"] },
    },
    "once about a process with several sockets": {
      machine: machineOf([stopped], [socket(), socket({ address: "::1" })]),
      port: 3000,
      says: "node (pid 812) is stopped: 3000 takes connections and answers none",
    },
    "more softly where others have the socket open, too": {
      machine: machineOf(
        [
          master,
          process({ name: "nginx", pid: 8, state: "stopped" }),
          process({ name: "nginx", pid: 9 }),
        ],
        [socket({ holders: crew })],
      ),
      port: 3000,
      says: {
        message: "nginx (pid 8) is stopped: 2 other processes may still answer on 3000",
        severity: "warning",
      },
    },
    "of one other process in the singular": {
      machine: machineOf(
        [master, process({ name: "nginx", pid: 8, state: "stopped" })],
        [socket({ holders: [{ pid: 7 }, { pid: 8 }] })],
      ),
      port: 3000,
      says: "nginx (pid 8) is stopped: 1 other process may still answer on 3000",
    },
    "as loudly as ever where all of them are stopped": {
      machine: machineOf(
        [7, 8].map((pid) => process({ name: "nginx", pid, state: "stopped" })),
        [socket({ holders: [{ pid: 7 }, { pid: 8 }] })],
      ),
      port: 3000,
      says: [7, 8].map((pid) => ({
        message: `nginx (pid ${pid}) is stopped: 3000 takes connections and answers none`,
        severity: "error" as const,
      })),
    },
    "as loudly as ever where it has one socket of its own": {
      machine: machineOf(
        [master, process({ name: "nginx", pid: 8, state: "stopped" })],
        [socket({ holders: [{ pid: 7 }, { pid: 8 }] }), socket({ holders: [{ pid: 8 }] })],
      ),
      port: 3000,
      says: {
        message: "nginx (pid 8) is stopped: 3000 takes connections and answers none",
        severity: "error",
      },
    },
    "as loudly as ever where only systemd has the socket besides": {
      machine: machineOf(
        [process({ pid: 1, ppid: 0, name: "systemd", uid: 0 }), stopped],
        [socket({ holders: [{ pid: 1 }, { pid: 812 }] })],
      ),
      port: 3000,
      says: "node (pid 812) is stopped: 3000 takes connections and answers none",
    },
    "of a debugged one among others": {
      machine: machineOf(
        [master, process({ name: "nginx", pid: 8, state: "traced" })],
        [socket({ holders: [{ pid: 7 }, { pid: 8 }] })],
      ),
      port: 3000,
      says:
        "nginx (pid 8) is held by a debugger: 1 other process may still answer on 3000 meanwhile",
    },
  },
});
