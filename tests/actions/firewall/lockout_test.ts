import { assertEquals, assertThrows } from "@std/assert";
import { refuseLockout, sessionCutBy, sessionsOf } from "../../../src/actions/firewall/lockout.ts";
import { Machine } from "../../../src/model/machine.ts";
import type { Process } from "../../../src/model/process.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { Socket } from "../../../src/model/socket.ts";
import { SNAPSHOT } from "../../everything.ts";
import { blockOf } from "./paper_firewall.ts";

function process(pid: number, ppid: number, ...argv: string[]): Process {
  return { pid, ppid, name: argv[0]?.replace(/:.*/, "") ?? "", argv, state: "sleeping" } as Process;
}

function socket(port: number, pid: number, change: Partial<Socket> = {}): Socket {
  return {
    ...{ proto: "tcp", family: "ipv4", address: "10.0.0.1", port, state: "ESTABLISHED" },
    peer: { address: "10.0.0.9", port: 50000 },
    holders: [{ pid, fd: 4 }],
    ...change,
  };
}

function machine(processes: readonly Process[], sockets: readonly Socket[]): Machine {
  const snapshot: Snapshot = { ...SNAPSHOT, processes, sockets, caller: { pid: 50, uid: 0 } };
  return new Machine(snapshot);
}

const LOGIN = [
  process(50, 40, "portik"),
  process(40, 30, "bash"),
  process(30, 20, "sshd: ada@pts/0"),
  process(20, 1, "sshd: /usr/sbin/sshd -D"),
  process(1, 0, "init"),
];
const OTHERS = [process(31, 20, "sshd: bob@pts/1")];

Deno.test("sessionsOf() finds the connection of whoever is above portik, whatever that is called", () => {
  const sockets = [
    socket(22, 30),
    socket(22, 20, { state: "LISTEN" }),
    socket(22, 31, { peer: { address: "10.0.0.8", port: 1 } }),
    socket(7681, 40),
  ];
  assertEquals(sessionsOf(machine([...LOGIN, ...OTHERS], sockets), undefined), [
    { port: 22, proto: "tcp", client: "10.0.0.9", by: "by sshd, pid 30" },
    { port: 7681, proto: "tcp", client: "10.0.0.9", by: "by bash, pid 40" },
  ]);
});

Deno.test("sessionsOf() counts every login below a tmux, because any may be the one", () => {
  const inTmux = LOGIN.map((one) => one.pid === 40 ? process(40, 1, "tmux: server") : one);
  const sockets = [socket(22, 30), socket(22, 31)];
  assertEquals(sessionsOf(machine([...inTmux, ...OTHERS], sockets), undefined).length, 2);
});

Deno.test("sessionsOf() knows mosh, whose socket has no peer, and no other UDP socket without one", () => {
  const mosh = LOGIN.map((one) => one.pid === 40 ? process(40, 1, "mosh-server") : one);
  const { peer: _, ...open } = socket(60001, 40, { proto: "udp", state: "UNCONN" });
  assertEquals(sessionsOf(machine(mosh, [open]), undefined), [
    { port: 60001, proto: "udp", by: "by mosh-server, pid 40" },
  ]);
  assertEquals(sessionsOf(machine(LOGIN, [open]), undefined), []);
});

Deno.test("sessionsOf() reads SSH_CONNECTION, and nothing that only looks like it", () => {
  const quiet = machine([], []);
  const session = { port: 2222, proto: "tcp", by: "as SSH_CONNECTION says" } as const;
  assertEquals(sessionsOf(quiet, "10.0.0.9 5000 10.0.0.1 2222"), [{
    ...session,
    client: "10.0.0.9",
  }]);
  assertEquals(sessionsOf(quiet, "fe80::1%eth0 5000 fe80::2%eth0 2222"), [
    { ...session, client: "fe80::1" },
  ]);
  for (const text of ["", "10.0.0.9", "a b c d"]) assertEquals(sessionsOf(quiet, text), []);
});

const SSH = { port: 22, proto: "tcp", client: "10.0.0.9", by: "by sshd, pid 30" } as const;

Deno.test("sessionCutBy() goes by port, protocol and client", () => {
  const cases = [
    [blockOf(22), true],
    [blockOf(1, { last: 1024 }), true],
    [blockOf(23), false],
    [blockOf(22, { proto: "udp" }), false],
    [blockOf(22, { from: "10.0.0.0/8" }), true],
    [blockOf(22, { from: "10.0.0.8" }), false],
    [blockOf(22, { from: "::/0" }), false],
  ] as const;
  for (const [block, cut] of cases) {
    assertEquals(sessionCutBy(block, [SSH]) !== undefined, cut, JSON.stringify(block));
  }
  const local = { ...SSH, client: "127.0.0.1" };
  assertEquals(sessionCutBy(blockOf(22), [local]), undefined);
  assertEquals(sessionCutBy(blockOf(22, { loopback: true }), [local]), local);
  const { client: _, ...unknown } = SSH;
  assertEquals(sessionCutBy(blockOf(22, { from: "10.0.0.8" }), [unknown]), unknown);
});

Deno.test("refuseLockout() names the port and the client, with exit code 3", () => {
  const seen = { machine: machine(LOGIN, [socket(22, 30)]), sshConnection: undefined };
  refuseLockout([blockOf(80)], seen);
  const refusal = assertThrows(() => refuseLockout([blockOf(80), blockOf(22)], seen), Refusal);
  assertEquals([refusal.exit, refusal.code], [3, "own-session"]);
  assertEquals(
    refusal.message,
    "blocking 22/tcp would lock you out: the session that this runs in comes from 10.0.0.9 " +
      "to port 22 (by sshd, pid 30)",
  );
});

Deno.test("refuseLockout() does not guess where nobody could see who is connected", () => {
  const gap = { fact: "sockets", source: "ss", reason: "is not installed" } as const;
  const blind = new Machine({ ...SNAPSHOT, known: [], gaps: [gap], sockets: [] });
  const refusal = assertThrows(
    () => refuseLockout([blockOf(80)], { machine: blind, sshConnection: undefined }),
    Refusal,
  );
  assertEquals([refusal.code, refusal.exit], ["no-sockets", 4]);
});
