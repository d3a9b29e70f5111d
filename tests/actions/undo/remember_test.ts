import { assertEquals, assertStringIncludes } from "@std/assert";
import { planStop } from "../../../src/actions/stop/plan_stop.ts";
import { makeLog, rememberPlan, withResults } from "../../../src/actions/undo/remember.ts";
import type { Stopped, StoppedProcess } from "../../../src/model/journal.ts";
import type { Likeness } from "../../../src/model/likeness.ts";
import type { Machine } from "../../../src/model/machine.ts";
import type { StopTarget } from "../../../src/model/plan.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";
import { fakeHost } from "../../fake_host.ts";
import { NAMESPACES } from "../../../src/actions/restart/traits.ts";
import { traits } from "../paper_traits.ts";

const PORT: StopTarget = { kind: "ports", first: 3000, last: 3000, protos: ["tcp"] };

/** A host whose `/proc` has these processes, which are all alike. */
function hostWith(...pids: readonly number[]) {
  const { streams: [stdin, stdout, stderr], namespaces, ...rest } = traits();
  const spaces = NAMESPACES.map((name, i) => [`ns/${name}`, namespaces[i]] as const);
  const answers: Readonly<Record<string, unknown>> = {
    ...rest,
    ...Object.fromEntries(spaces),
    ...{ "fd/0": stdin, "fd/1": stdout, "fd/2": stderr },
  };
  const read = (path: string) => {
    const [, pid = "", name = ""] = /^\/proc\/(\d+)\/(.+)$/.exec(path) ?? [];
    if (!pids.includes(Number(pid))) return { failed: "ENOENT" };
    if (name === "stat") return `${pid} (node) S ${"0 ".repeat(16)}1 0 ${Number(pid) * 10} 0`;
    return typeof answers[name] === "string" ? answers[name] : { failed: "ENOENT" };
  };
  return fakeHost({ sight: { readText: read, readLink: read } });
}

function started(pid: number, fields = {}) {
  return process({ pid, startTicks: pid * 10, cwd: "/srv", ...fields });
}

function remembered(machine: Machine, pids: readonly number[], options = {}): Stopped[] {
  const plan = planStop(machine, [PORT], { timeout: 5000, ...options });
  const host = hostWith(...pids);
  return rememberPlan(host, machine, plan, { log: "/state/undo.log" }).map((one) =>
    JSON.parse(JSON.stringify(one))
  );
}

Deno.test("rememberPlan() keeps who it was, what it held, and all that it takes to start it", () => {
  const machine = quietMachine({ sockets: [socket()], processes: [started(812)] });
  const pid = hostWith().pid;
  const [one, ...others] = remembered(machine, [812, pid]) as StoppedProcess[];
  assertEquals(others, []);
  assertEquals([one?.pid, one?.startTicks, one?.cwd, one?.user], [812, 8120, "/srv", "me"]);
  assertEquals(one?.ports, [{ port: 3000, proto: "tcp", address: "0.0.0.0" }]);
  assertEquals(one?.obstacle, undefined);
  assertEquals(one?.likeness?.exe, traits().exe as string);
});

Deno.test("rememberPlan() keeps nothing of the environment of who is started by another", () => {
  const machine = quietMachine({
    sockets: [socket({ holders: [{ pid: 812 }, { pid: 813 }] })],
    processes: [started(812), started(813, { ppid: 812 })],
  });
  const [, worker] = remembered(machine, [812, 813, hostWith().pid]) as StoppedProcess[];
  assertEquals([worker?.below, worker?.likeness], [812, undefined]);
});

Deno.test("rememberPlan() leaves the start to whoever keeps it running", () => {
  const systemd = process({ pid: 1, ppid: 0, name: "systemd", uid: 0 });
  const unit = { unit: "web.service", cgroup: "/system.slice/web.service", uid: 0, session: 812 };
  const caller = { pid: 99, uid: 0 };
  const machine = quietMachine({
    caller,
    sockets: [socket()],
    processes: [systemd, started(812, unit)],
  });
  const [one] = remembered(machine, [812]) as StoppedProcess[];
  assertEquals([one?.start?.join(" "), one?.likeness], ["systemctl start web.service", undefined]);
});

Deno.test("rememberPlan() says why something cannot be started again", () => {
  const machine = quietMachine({ sockets: [socket()], processes: [started(812)] });
  const [one] = remembered(machine, []) as StoppedProcess[];
  assertEquals(one?.likeness, undefined);
  assertStringIncludes(one?.obstacle ?? "", "it has ended by now");
  const inside = quietMachine({
    sockets: [socket()],
    processes: [started(812, { containerId: "c0ffee00".repeat(8) })],
  });
  const [contained] = remembered(inside, [812]) as StoppedProcess[];
  assertStringIncludes(contained?.obstacle ?? "", "container c0ffee00c0ff");
});

Deno.test("rememberPlan() keeps a container by the command that starts it", () => {
  const machine = quietMachine({ containers: [container()] });
  const [one] = remembered(machine, []);
  assertEquals(one?.kind === "container" && [one.start.join(" "), one.ports.length], [
    "docker start web-1",
    1,
  ]);
});

Deno.test("withResults() writes what became of each beside it", () => {
  const node = { kind: "process", pid: 812, name: "node", argv: [], ports: [] } as const;
  const web = {
    kind: "container",
    engine: "docker",
    id: "1",
    name: "web",
    start: [],
    ports: [],
  } as const;
  const found = withResults([node, web, { ...node, pid: 813 }], [
    {
      kind: "container",
      engine: "docker",
      name: "web",
      result: "stopped",
      afterSeconds: 1,
      exit: 0,
    },
    { ...node, result: "killed", signals: [], afterSeconds: 1, exit: 0 },
  ]);
  assertEquals(found.map(({ result }) => result), ["killed", "stopped", undefined]);
});

Deno.test("withResults() keeps no secret of who is not to be started again", () => {
  const likeness = { env: ["A=b"] } as unknown as Likeness;
  const node = { kind: "process", pid: 812, name: "node", argv: [], ports: [], likeness } as const;
  for (
    const [result, keeps] of [["ended", true], ["interrupted", true], ["alive", false]] as const
  ) {
    const outcome = { ...node, result, signals: [], afterSeconds: 1, exit: 0 };
    const [one] = withResults([node], [outcome]);
    assertEquals("likeness" in (one ?? {}), keeps, result);
  }
});

Deno.test("makeLog() names a file after the time, or says that there is no place for one", () => {
  const now = () => Date.parse("2026-01-02T03:04:05.678Z");
  assertEquals(
    makeLog({ now, makeDir: () => undefined }, "/s"),
    "/s/logs/undo-20260102T030405Z.log",
  );
  assertEquals(makeLog({ now, makeDir: () => ({ failed: "EACCES" }) }, "/s"), undefined);
});
