import { assertEquals } from "@std/assert";
import type { RestartTools } from "../../../src/actions/restart/execute_restart.ts";
import { executeUndo } from "../../../src/actions/undo/execute_undo.ts";
import type { UndoStep } from "../../../src/actions/undo/plan_undo.ts";
import type { Likeness } from "../../../src/model/likeness.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";

const STEP: Omit<UndoStep, "how"> = {
  index: 0,
  name: "node",
  replaces: 812,
  ports: [{ port: 3000, proto: "tcp", address: "0.0.0.0" }],
  changes: [],
};

const LIKENESS = {
  argv: ["node", "a.js"],
  stdout: { path: "/dev/null", opener: "process" },
  stderr: { path: "/dev/null", opener: "process" },
} as unknown as Likeness;

/** A world in which whatever is started holds the port at once. */
function world({ code = 0 } = {}) {
  const events: string[] = [];
  let runs = false;
  let now = 0;
  const machine = () =>
    runs
      ? quietMachine({
        sockets: [socket({ holders: [{ pid: 900 }] })],
        processes: [process({ pid: 900, ppid: 99 })],
      })
      : quietMachine();
  const look = () => Promise.resolve(machine());
  const tools: RestartTools = {
    host: {
      os: "linux",
      pid: 99,
      now: () => now,
      sleep: (ms) => Promise.resolve(void (now += ms)),
      stopped: () => new Promise<never>(() => {}),
      readText: () => ({ failed: "ENOENT" }),
      stat: () => ({ failed: "ENOENT" }),
      tryBind: () => Promise.resolve("ok"),
      run(argv) {
        events.push(argv.join(" "));
        runs = code === 0;
        return Promise.resolve({ code, stdout: "", stderr: "no such container\n" });
      },
    },
    hands: {
      signal: () => ({ failed: "EPERM" }),
      prepareLaunch: ({ argv }) =>
        Promise.resolve({
          pid: 900,
          ended: new Promise<never>(() => {}),
          cancel: () => Promise.resolve(),
          go() {
            events.push(argv.join(" "));
            runs = true;
            return Promise.resolve(undefined);
          },
        }),
    },
    look,
    lookAtPort: look,
  };
  return { tools, events };
}

Deno.test("executeUndo() starts a process by its likeness, and waits for its port", async () => {
  const { tools, events } = world();
  const step = { ...STEP, how: { likeness: LIKENESS } };
  const { result, pids, by, exit } = await executeUndo(tools, step, { timeout: 1000 });
  assertEquals([events, result, pids, by?.pid, exit], [["node a.js"], "restarted", [900], 900, 0]);
});

Deno.test("executeUndo() has an engine or systemd start what is theirs", async () => {
  const step = { ...STEP, how: { run: ["docker", "start", "web"] } };
  const { tools, events } = world();
  const { result, exit } = await executeUndo(tools, step, { timeout: 1000 });
  assertEquals([events, result, exit], [["docker start web"], "restarted", 0]);
  const failed = await executeUndo(world({ code: 1 }).tools, step, { timeout: 1000 });
  assertEquals([failed.result, failed.reason, failed.exit], [
    "failed",
    "docker says: no such container",
    5,
  ]);
});
