import { assertEquals, assertStringIncludes } from "@std/assert";
import { hasStopped, planUndo } from "../../../src/actions/undo/plan_undo.ts";
import type { JournalEntry, Stopped, StoppedProcess } from "../../../src/model/journal.ts";
import type { Likeness } from "../../../src/model/likeness.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";

const PORT = { port: 3000, proto: "tcp", address: "0.0.0.0" } as const;

const LIKENESS: Likeness = {
  exe: "/usr/bin/node",
  argv: ["node", "a.js"],
  env: ["A=b"],
  cwd: "/srv",
  umask: 0o022,
  stdout: { path: "/dev/null", opener: "process" },
  stderr: { path: "/dev/null", opener: "process" },
};

const NODE: Stopped = {
  kind: "process",
  pid: 812,
  name: "node",
  argv: ["node", "a.js"],
  user: "me",
  ports: [PORT],
  likeness: LIKENESS,
  changes: [],
  result: "ended",
};

function undone(
  stopped: readonly Stopped[],
  { disturb = {}, force = false }: { disturb?: Partial<Snapshot>; force?: boolean } = {},
) {
  return planUndo(quietMachine(disturb), entryOf(stopped), { force });
}

function entryOf(stopped: readonly Stopped[]): JournalEntry {
  return { at: "2026-01-01T00:00:00Z", action: "kill", words: ["3000"], pid: 1, stopped };
}

Deno.test("planUndo() starts a process by its likeness, to hold its port again", () => {
  const { steps, declined } = undone([NODE]);
  assertEquals(declined, []);
  assertEquals(steps as unknown, [{
    index: 0,
    name: "node",
    replaces: 812,
    ports: [PORT],
    user: "me",
    changes: [],
    how: { likeness: LIKENESS },
  }]);
});

Deno.test("planUndo() has an engine, systemd or a supervisor start what is theirs", () => {
  const container: Stopped = {
    kind: "container",
    engine: "docker",
    id: "c0",
    name: "web",
    start: ["docker", "start", "web"],
    ports: [PORT],
    result: "stopped",
  };
  const unit = { ...NODE, start: ["systemctl", "start", "web.service"] };
  for (const one of [container, unit]) {
    const [step] = undone([one]).steps;
    assertEquals(step?.how, { run: "start" in one ? one.start : [] });
  }
});

Deno.test("planUndo() takes an engine that was asked for one that has done it, interrupted or not", () => {
  const web = {
    kind: "container",
    engine: "docker",
    id: "c0",
    name: "web",
    ports: [PORT],
  } as const;
  const start = ["docker", "start", "web"];
  assertEquals(undone([{ ...web, start, result: "interrupted" }]).steps.length, 1);
  assertEquals(undone([{ ...web, start, result: "failed" }]).steps, []);
});

Deno.test("planUndo() starts of a family only the eldest, for the ports of all", () => {
  const [step, ...others] = undone([
    { ...NODE, ports: [] },
    { ...NODE, pid: 813, below: 812, ports: [PORT] },
    { ...NODE, pid: 814, below: 813, ports: [{ ...PORT, port: 3001 }] },
  ]).steps;
  assertEquals([step?.replaces, step?.ports.map(({ port }) => port), others], [
    812,
    [3000, 3001],
    [],
  ]);
});

Deno.test("planUndo() leaves alone what was not stopped, and what was started again already", () => {
  for (const result of ["alive", "not-permitted", "gone", "replaced", "left"]) {
    assertEquals(undone([{ ...NODE, result }]), { steps: [], declined: [] }, result);
  }
  assertEquals(undone([{ ...NODE, undone: "2026-01-01T00:00:00Z" }]).steps, []);
});

Deno.test("planUndo() sees for itself where portik died before it could tell", () => {
  const { result: _, ...open } = NODE as Stopped & { kind: "process" };
  assertEquals(undone([open]).steps.length, 1);
  assertEquals(undone([open], { disturb: { processes: [process()] } }).steps, []);
});

Deno.test("hasStopped() is true of what an action has really ended, whoever has its pid now", () => {
  const has = (fields: Partial<StoppedProcess> & { result?: string }, start = 8120) => {
    const { result: _, ...open } = NODE as StoppedProcess & { result?: string };
    const machine = quietMachine({ processes: [process({ startTicks: start })] });
    const one = { ...open, startTicks: 8120, ...fields };
    return hasStopped(machine, entryOf([one]));
  };
  assertEquals([has({ result: "killed" }), has({ result: "alive" })], [true, false]);
  // portik died before it could tell.
  assertEquals([has({}), has({}, 9), has({ pid: 813 })], [false, true, true]);
  const result = "interrupted";
  assertEquals([has({ result }), has({ result, pid: 813 })], [false, true]);
});

Deno.test("planUndo() starts nothing where somebody holds the port", () => {
  const disturb = {
    sockets: [socket({ holders: [{ pid: 900 }] })],
    processes: [process({ pid: 900 })],
  };
  const { steps, declined } = undone([NODE], { disturb });
  assertEquals([steps, declined[0]?.code, declined[0]?.exit], [[], "port-held", 3]);
  assertStringIncludes(declined[0]?.message ?? "", "3000/tcp is held by node (pid 900");
});

Deno.test("planUndo() refuses what cannot be faithful, and lets a person decide where that is possible", () => {
  const { likeness: _, ...bare } = NODE as Stopped & { kind: "process" };
  const lost = undone([{ ...bare, obstacle: "its program was deleted" }], { force: true });
  assertEquals([lost.steps, lost.declined[0]?.code], [[], "unfaithful"]);
  const piped = { ...NODE, obstacle: "its standard input was a pipe" };
  assertStringIncludes(undone([piped]).declined[0]?.hint ?? "", "--force");
  assertEquals(undone([piped], { force: true }).steps.length, 1);
});
