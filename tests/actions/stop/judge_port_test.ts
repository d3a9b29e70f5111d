import { assertEquals } from "@std/assert";
import {
  judgePort,
  type Judging,
  sameSocket,
  takenAgain,
} from "../../../src/actions/stop/judge_port.ts";
import type { StopPort } from "../../../src/model/plan.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Socket } from "../../../src/model/socket.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";

const PORT: StopPort = {
  port: 3000,
  proto: "tcp",
  address: "0.0.0.0",
  inode: 1,
  clients: 0,
  asked: true,
  freed: true,
};

const START = Date.parse("2026-01-02T03:04:05Z");
const LATER = "2026-01-02T03:04:06.000Z";
const EARLIER = "2026-01-02T03:03:00.000Z";

function judged(
  sockets: readonly Socket[],
  { processes = [], ...judging }: Partial<Judging> & { readonly processes?: readonly Process[] } =
    {},
): string | undefined {
  const machine = quietMachine({ sockets, processes });
  const facts = { since: START, isLast: false, bound: "EADDRINUSE", ended: [], ...judging };
  const found = judgePort(machine, PORT, facts);
  return found && [found.result, found.by?.pid, found.exit].join(" ").replace("  ", " ");
}

Deno.test("judgePort() waits where somebody may still let go", () => {
  assertEquals(judged([]), undefined);
  assertEquals(judged([socket({ inode: 1 })], { processes: [process()] }), undefined);
});

Deno.test("judgePort() says at last who still holds it", () => {
  const processes = [process()];
  assertEquals(judged([socket({ inode: 1 })], { processes, isLast: true }), "held 812 5");
});

Deno.test("judgePort() does not wait for who is known to stay", () => {
  const stayed = { kind: "process", pid: 812, name: "node", afterSeconds: 1, signals: [] } as const;
  const ended = [{ ...stayed, result: "not-permitted", exit: 5 }] as const;
  assertEquals(judged([socket({ inode: 1 })], { processes: [process()], ended }), "held 812 5");
});

Deno.test("judgePort() tells remains of connections from a port that nobody has", () => {
  assertEquals(judged([socket({ state: "FIN_WAIT_1" })], { isLast: true }), "closing 5");
  assertEquals(judged([socket({ state: "TIME_WAIT" })], { isLast: true }), "free 0");
  assertEquals(judged([], { bound: "EACCES" }), "free 0");
});

Deno.test("judgePort() knows who has started meanwhile by its age and its socket", () => {
  const young = [process({ startedAt: LATER })];
  assertEquals(judged([socket({ inode: 2 })], { processes: young }), "taken-again 812 5");
  assertEquals(judged([socket({ inode: 1 })], { processes: young }), undefined);
  const old = [process({ startedAt: EARLIER })];
  assertEquals(judged([socket({ inode: 2 })], { processes: old }), undefined);
});

Deno.test("takenAgain() names the parent, and how to end both", () => {
  const loop = process({ pid: 700, ppid: 1, name: "perl", argv: ["perl", "loop.pl"] });
  const machine = quietMachine({
    sockets: [socket({ inode: 2 })],
    processes: [loop, process({ ppid: 700, startedAt: LATER })],
  });
  const found = takenAgain(machine, PORT, { since: START });
  assertEquals([found?.startedBy, found?.stopWith?.join(" ")], [
    { pid: 700, name: "perl" },
    "portik kill pid:700 --tree",
  ]);
});

Deno.test("takenAgain() names no service manager, but the unit to stop", () => {
  const unit = { unit: "web.service", cgroup: "/system.slice/web.service" };
  const machine = quietMachine({
    caller: { pid: 99, uid: 0 },
    sockets: [socket({ inode: 2 })],
    processes: [
      process({ pid: 1, ppid: 0, name: "systemd", uid: 0 }),
      process({ ...unit, uid: 0, startedAt: LATER }),
    ],
  });
  const found = takenAgain(machine, PORT, { since: START });
  assertEquals([found?.startedBy, found?.stopWith?.join(" ")], [
    undefined,
    "systemctl stop web.service",
  ]);
});

Deno.test("sameSocket() goes by the inode, and finds none where that is not told", () => {
  const machine = quietMachine({ sockets: [socket({ inode: 1 }), socket({ inode: 2 })] });
  assertEquals(sameSocket(machine, PORT).map(({ inode }) => inode), [1]);
  const { inode: _, ...untold } = PORT;
  assertEquals(sameSocket(machine, untold), []);
});
