import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { undo } from "../../src/commands/undo/mod.ts";
import { DatabaseFault } from "../../src/host/database.ts";
import type { JournalEntry, StoppedProcess } from "../../src/model/journal.ts";
import type { Likeness } from "../../src/model/likeness.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { openJournal } from "../../src/store/journal.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";
import { memoryDatabase } from "../store/memory_database.ts";
import { assertSchema } from "./literal_world.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

const UNDO = { ...FLAGS, force: false, timeout: 1000, dryRun: false, yes: true };

const PORT = { port: 3000, proto: "tcp", address: "0.0.0.0" } as const;

const LIKENESS = {
  exe: "/usr/bin/node",
  argv: ["node", "a.js"],
  env: ["SECRET=hush"],
  cwd: "/srv",
  stdout: { path: "/dev/null", opener: "process" },
  stderr: { path: "/dev/null", opener: "process" },
} as unknown as Likeness;

const NODE: StoppedProcess & { readonly result?: string } = {
  kind: "process",
  pid: 812,
  startTicks: 8120,
  name: "node",
  argv: ["node", "a.js"],
  ports: [PORT],
  likeness: LIKENESS,
  changes: ["its output goes to /dev/null"],
  result: "ended",
};

function killed(...stopped: JournalEntry["stopped"]): JournalEntry {
  return { at: "2026-01-01T00:00:00.000Z", action: "kill", words: ["3000"], pid: 7, stopped };
}

/** What happens to what is started: it holds its port, it is slow to, or Ctrl-C comes first. */
type Course = "holds" | "silent" | "interrupted";

/** A world with a journal of these kills, and what `portik undo` does in it. */
async function worldOf(kills: readonly JournalEntry[], course: Course = "holds") {
  const database = memoryDatabase();
  const launched: string[] = [];
  let now = Date.parse("2026-01-02T03:04:05Z");
  const interrupt = Promise.withResolvers<void>();
  const world = paperWorld({
    env: { XDG_STATE_HOME: "/state" },
    stopped: interrupt.promise,
    sleep: (ms) => Promise.resolve(void (now += ms)),
    sight: {
      now: () => now,
      tryBind: () => Promise.resolve("ok"),
      stat: (path) => ({ type: "directory", size: 0, mode: 0o700, uid: path === "/" ? 0 : 1000 }),
      readText: (path) =>
        path === "/proc/900/stat" && launched.length > 0
          ? `900 (node) S ${"0 ".repeat(16)}1 0 9 0`
          : { failed: "ENOENT" },
    },
    hands: {
      openDatabase: () => Promise.resolve(database),
      prepareLaunch: ({ argv }) =>
        Promise.resolve({
          pid: 900,
          ended: new Promise<never>(() => {}),
          cancel: () => Promise.resolve(),
          go() {
            launched.push(argv.join(" "));
            if (course === "interrupted") interrupt.resolve();
            return Promise.resolve(undefined);
          },
        }),
    },
  });
  const look = () =>
    Promise.resolve(
      launched.length === 0 || course !== "holds" ? quietMachine() : quietMachine({
        sockets: [socket({ holders: [{ pid: 900 }] })],
        processes: [process({ pid: 900, ppid: 99 })],
      }),
    );
  const journal = await openJournal(world.host);
  for (const entry of kills) journal.add(entry);
  const run = (flags: object = {}) =>
    oneReport(undo.run({ ...world, look }, { ...UNDO, ...flags }));
  return { run, journal, launched, database };
}

Deno.test("undo starts what the last kill stopped, and writes down that it did", async () => {
  const { run, journal, launched } = await worldOf([killed(NODE)]);
  const report = await run();
  assertSchema(report);
  assertEquals([report.exit, launched], [0, ["node a.js"]]);
  assertStringIncludes(textOf(report), "3000/tcp is held again by node (pid 900)");
  const [entry, kill] = journal.latest().map((one) => one.entry);
  assertEquals([entry?.action, entry?.words, entry?.exit], ["undo", ["3000"], 0]);
  assertEquals(entry?.started, [{
    name: "node",
    ports: [PORT],
    argv: ["node", "a.js"],
    cwd: "/srv",
    result: "restarted",
    pids: [900],
  }]);
  assertEquals(typeof kill?.stopped[0]?.undone, "string");
  assertEquals(JSON.stringify(journal.latest()).includes("hush"), false);
  const again = await run();
  assertEquals([again.exit, launched.length], [1, 1]);
  assertStringIncludes(textOf(again), "was started again");
});

Deno.test("undo shows what it would do, and what will be different, without the environment", async () => {
  const { run, launched } = await worldOf([killed(NODE)]);
  const report = await run({ dryRun: true });
  assertSchema(report);
  assertEquals([report.exit, launched], [0, []]);
  assertStringIncludes(textOf(report), "node a.js");
  assertStringIncludes(textOf(report), "its output goes to /dev/null");
  assertEquals(JSON.stringify(report).includes("hush"), false);
});

Deno.test("undo passes over kills that have stopped nothing", async () => {
  const idle = killed({ ...NODE, result: "not-permitted" });
  const { run, launched } = await worldOf([killed(NODE), idle]);
  assertEquals([(await run()).exit, launched.length], [0, 1]);
});

Deno.test("undo says that there is nothing, and why", async () => {
  const empty = await (await worldOf([])).run();
  assertEquals([empty.exit, textOf(empty)], [
    1,
    "There is nothing to undo: no kill is in the journal.\n",
  ]);
  const idle = await (await worldOf([killed({ ...NODE, result: "alive" })])).run();
  assertEquals(idle.exit, 1);
  assertStringIncludes(textOf(idle), "no kill in the journal has stopped anything");
  assertSchema(empty, idle);
});

Deno.test("undo refuses what it cannot do faithfully", async () => {
  const { likeness: _, ...bare } = NODE;
  const { run } = await worldOf([killed({ ...bare, obstacle: "its program is gone" })]);
  const error = await assertRejects(() => run(), Refusal);
  assertEquals([error.code, error.exit], ["unfaithful", 3]);
  assertStringIncludes(error.message, "its program is gone");
});

Deno.test("undo does not start again what runs already, though it does not hold its port yet", async () => {
  const { run, launched } = await worldOf([killed(NODE)], "silent");
  const report = await run();
  assertEquals([report.exit, launched.length], [5, 1]);
  assertStringIncludes(textOf(report), "does not hold the port");
  assertEquals([(await run()).exit, launched.length], [1, 1]);
});

Deno.test("undo that is interrupted starts nothing more, and can be gone on with", async () => {
  const second = { ...NODE, pid: 813, name: "deno", ports: [{ ...PORT, port: 3001 }] };
  const { run, journal, launched } = await worldOf([killed(NODE, second)], "interrupted");
  const report = await run();
  assertEquals([report.exit, launched.length], [5, 1]);
  assertStringIncludes(textOf(report).replaceAll(/\s+/g, " "), "before it was started");
  const [entry, kill] = journal.latest().map((one) => one.entry);
  assertEquals(entry?.started?.map(({ result }) => result), ["interrupted", "interrupted"]);
  assertEquals(kill?.stopped.map(({ undone }) => typeof undone), ["string", "undefined"]);
});

Deno.test("undo does its work where the journal cannot be written, and says so", async () => {
  const { run, launched, database } = await worldOf([killed(NODE)]);
  const full = () => {
    throw new DatabaseFault("SQLITE_FULL", "the disk is full");
  };
  database.transact = full;
  database.run = full;
  const report = await run();
  assertSchema(report);
  assertEquals([report.exit, launched.length], [0, 1]);
  assertStringIncludes(textOf(report), "the disk is full");
});

Deno.test("undo acts on no captured machine", async () => {
  const { run } = await worldOf([]);
  const error = await assertRejects(() => run({ from: "machine" }), Refusal);
  assertEquals([error.code, error.exit], ["bad-flags", 2]);
});
