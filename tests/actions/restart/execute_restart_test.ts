import { assertEquals, assertStringIncludes } from "@std/assert";
import { executeRestart, type RestartTools } from "../../../src/actions/restart/execute_restart.ts";
import type { LaunchFailure } from "../../../src/host/launch.ts";
import type { Likeness } from "../../../src/model/likeness.ts";
import type { Machine } from "../../../src/model/machine.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";
import { PLAN } from "../paper_restart.ts";

const NEVER = new Promise<never>(() => {});

/** How the world answers; left out: as it should. */
interface Course {
  readonly prepare?: LaunchFailure;
  readonly go?: LaunchFailure;
  /** The old process ends by this signal; left out: SIGTERM. */
  readonly endsBy?: "SIGKILL" | "nothing";
  readonly ended?: Promise<number | string>;
  /** Who listens once the new process was let go. */
  readonly then?: Machine;
  /** What comes of binding the port after the stop. */
  readonly bind?: string;
  /** Somebody presses Ctrl-C when this has happened, such as `SIGTERM 812`. */
  readonly interruptAt?: string;
}

/** One process, a port and a log, and a list of what happens to them in order. */
function scene(course: Course) {
  const events: string[] = [];
  const interrupt = Promise.withResolvers<"SIGINT">();
  const note = (event: string) => {
    events.push(event);
    if (event === course.interruptAt) interrupt.resolve("SIGINT");
  };
  let now = 0;
  let alive = true;
  let running = false;
  const free = quietMachine({});
  const held = quietMachine({
    sockets: [socket({ holders: [{ pid: 900 }], inode: 6 })],
    processes: [process({ pid: 900, ppid: 99, startTicks: 9 })],
  });
  const seen = () => running ? course.then ?? held : course.bind ? course.then ?? free : free;
  const tools: RestartTools = {
    host: {
      os: "linux",
      pid: 99,
      now: () => now,
      sleep: (ms) => Promise.resolve(void (now += ms)),
      stopped: () => interrupt.promise,
      readText: () => alive ? `812 (node) S ${"0 ".repeat(16)}1 0 7 0\n` : { failed: "ENOENT" },
      stat: () => ({ type: "file", size: running ? 20 : 0, mode: 0o600 }),
      run: () => Promise.resolve({ code: 0, stdout: "Error: no database\n", stderr: "" }),
      tryBind: () => Promise.resolve(course.bind ?? "ok"),
    },
    hands: {
      signal(pid, signal) {
        note(`${signal} ${pid}`);
        if (signal === (course.endsBy ?? "SIGTERM")) alive = false;
        return undefined;
      },
      prepareLaunch(likeness: Likeness) {
        note(`prepare ${likeness.argv.join(" ")}`);
        return Promise.resolve(
          course.prepare ?? {
            pid: 900,
            ended: course.ended ?? NEVER,
            go() {
              note("go");
              running = true;
              return Promise.resolve(course.go);
            },
            cancel: () => Promise.resolve(void note("cancel")),
          },
        );
      },
    },
    look: () => Promise.resolve(seen()),
    lookAtPort: () => Promise.resolve(seen()),
  };
  return { tools, events };
}

async function run(course: Course) {
  const { tools, events } = scene(course);
  return { outcome: await executeRestart(tools, PLAN, { timeout: 1000 }), events };
}

Deno.test("executeRestart() makes the new process ready, stops the old one, and lets the new one go", async () => {
  const { outcome, events } = await run({});
  assertEquals(events, ["prepare node server.js", "SIGTERM 812", "go"]);
  const { result, pids, by, exit, lines } = outcome;
  assertEquals({ result, pids, by, exit, lines }, {
    result: "restarted",
    pids: [900],
    by: { pid: 900, name: "node" },
    exit: 0,
    lines: [],
  });
});

Deno.test("executeRestart() stops nothing where the new process cannot be made ready", async () => {
  const { outcome, events } = await run({ prepare: { failed: "EACCES", at: "stdout" } });
  assertEquals(events, ["prepare node server.js"]);
  assertEquals([outcome.result, outcome.exit], ["not-prepared", 3]);
  assertEquals(
    outcome.reason,
    "/state/log cannot be opened for its output: permission denied",
  );
});

Deno.test("executeRestart() starts nothing where the old process lives on", async () => {
  const { outcome, events } = await run({ endsBy: "nothing" });
  assertEquals(events.at(-1), "cancel");
  assertEquals([outcome.result, outcome.exit, events.includes("go")], ["not-stopped", 5, false]);
  assertStringIncludes(outcome.reason ?? "", "outlived SIGKILL");
});

Deno.test("executeRestart() kills what does not heed SIGTERM, and starts it again", async () => {
  const { outcome, events } = await run({ endsBy: "SIGKILL" });
  assertEquals(events.slice(1), ["SIGTERM 812", "SIGKILL 812", "go"]);
  assertEquals(outcome.result, "restarted");
});

Deno.test("executeRestart() starts nothing where somebody else has the port by then", async () => {
  const other = quietMachine({
    sockets: [socket({ address: "127.0.0.1", holders: [{ pid: 700 }], inode: 6 })],
    processes: [process({ pid: 700, name: "other", startTicks: 9 })],
  });
  const { outcome, events } = await run({ bind: "EADDRINUSE", then: other });
  assertEquals([outcome.result, outcome.exit, events.at(-1)], ["taken", 5, "cancel"]);
  assertEquals(outcome.reason, "other (pid 700) has taken 3000/tcp in between");
});

Deno.test("executeRestart() says what a program that cannot be run has failed at", async () => {
  const { outcome } = await run({ go: { failed: "E2BIG", at: "exe" } });
  assertEquals([outcome.result, outcome.exit], ["not-started", 5]);
  assertEquals(outcome.reason, "/usr/bin/node cannot be run: E2BIG");
});

Deno.test("executeRestart() shows the last lines where the port is not held again", async () => {
  const ended = await run({ ended: Promise.resolve(1), then: quietMachine({}) });
  assertEquals(
    [ended.outcome.result, ended.outcome.exit, ended.outcome.lines],
    ["ended", 5, ["Error: no database"]],
  );
  const silent = await run({ then: quietMachine({}) });
  assertEquals([silent.outcome.result, silent.outcome.pids], ["silent", [900]]);
});

Deno.test("executeRestart() stops nothing where somebody interrupts before that", async () => {
  const { outcome, events } = await run({ interruptAt: "prepare node server.js" });
  assertEquals(events, ["prepare node server.js", "cancel"]);
  assertEquals([outcome.result, outcome.reason, outcome.exit], [
    "interrupted",
    "nothing was stopped",
    5,
  ]);
});

Deno.test("executeRestart() leaves nobody without a server who interrupts when the old one is gone", async () => {
  const back = await run({ interruptAt: "SIGTERM 812" });
  assertEquals([back.events.at(-1), back.outcome.result], ["go", "restarted"]);
  const slow = await run({ interruptAt: "SIGTERM 812", then: quietMachine({}) });
  assertEquals([slow.events.at(-1), slow.outcome.result, slow.outcome.pids], [
    "go",
    "interrupted",
    [900],
  ]);
});

Deno.test("executeRestart() says who still runs where it is interrupted while that is stopped", async () => {
  const { outcome, events } = await run({ endsBy: "nothing", interruptAt: "SIGTERM 812" });
  assertEquals([events.at(-1), outcome.result], ["cancel", "interrupted"]);
  assertStringIncludes(outcome.reason ?? "", "node was not stopped");
});
