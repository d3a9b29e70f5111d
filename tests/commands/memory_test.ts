import { assertEquals, assertStringIncludes } from "@std/assert";
import { planStop } from "../../src/actions/stop/plan_stop.ts";
import { Memory } from "../../src/commands/memory.ts";
import { DatabaseFault } from "../../src/host/database.ts";
import type { ProcessOutcome } from "../../src/model/stop_outcome.ts";
import { openJournal } from "../../src/store/journal.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";
import { memoryDatabase } from "../store/memory_database.ts";
import { paperWorld, textOf } from "./paper_world.ts";

const PORT = { kind: "ports", first: 3000, last: 3000, protos: ["tcp"] } as const;

/** A world whose state folder has this mode, and the database in it. */
function worldOf(mode = 0o700) {
  const database = memoryDatabase();
  const world = paperWorld({
    env: { XDG_STATE_HOME: "/state" },
    sight: {
      stat: (path) => ({ type: "directory", size: 0, mode, uid: path === "/" ? 0 : 1000 }),
    },
    hands: { openDatabase: () => Promise.resolve(database) },
  });
  return { world, database };
}

function planned() {
  const machine = quietMachine({ sockets: [socket()], processes: [process({ startTicks: 7 })] });
  return { words: ["3000"], machine, plan: planStop(machine, [PORT], { timeout: 1 }) };
}

const ENDED: ProcessOutcome = {
  kind: "process",
  pid: 812,
  name: "node",
  result: "ended",
  signals: ["SIGTERM"],
  afterSeconds: 0,
  exit: 0,
};

Deno.test("Memory writes down what is about to be stopped, and then what became of it", async () => {
  const { world } = worldOf();
  using memory = await Memory.of(world);
  using journal = await openJournal(world.host);
  const begun = memory.begin("kill", planned());
  const [open] = journal.latest();
  assertEquals([open?.entry.exit, open?.entry.stopped[0]?.result], [undefined, undefined]);
  memory.finish(begun, { steps: [ENDED], exit: 0 });
  const [{ entry } = { entry: undefined }] = journal.latest();
  assertEquals([entry?.action, entry?.words, entry?.exit], ["kill", ["3000"], 0]);
  assertEquals([entry?.stopped[0]?.name, entry?.stopped[0]?.result], ["node", "ended"]);
  assertEquals(memory.blocks(), []);
});

Deno.test("Memory keeps the programs that do the work", async () => {
  const { world } = worldOf();
  using memory = await Memory.of(world);
  const run = [["docker", "restart", "web"]];
  memory.begin("restart", { ...planned(), run });
  using journal = await openJournal(world.host);
  assertEquals(journal.latest()[0]?.entry.run, run);
});

Deno.test("Memory notes an action of programs by what they were", async () => {
  const { world } = worldOf();
  using memory = await Memory.of(world);
  const run = [["nft", "-f", "-"]];
  memory.note("block", ["3000"], { run, exit: 0 });
  using journal = await openJournal(world.host);
  const [{ entry } = { entry: undefined }] = journal.latest({ action: "block" });
  assertEquals([entry?.run, entry?.exit, entry?.stopped], [run, 0, []]);
});

Deno.test("Memory that has no safe place says so, and keeps nobody from acting", async () => {
  const { world } = worldOf(0o777);
  using memory = await Memory.of(world);
  assertEquals(memory.begin("kill", planned()), undefined);
  memory.finish(undefined, { steps: [], exit: 0 });
  const report = { kind: "kill", data: {}, gaps: [], blocks: memory.blocks(), exit: 0 };
  assertStringIncludes(textOf(report), "This was not recorded, so undo cannot take it back");
});

Deno.test("Memory survives a disk that is full", async () => {
  const { world, database } = worldOf();
  using memory = await Memory.of(world);
  database.transact = () => {
    throw new DatabaseFault("SQLITE_FULL", "the disk is full");
  };
  assertEquals([memory.begin("kill", planned()), memory.failure], [undefined, "the disk is full"]);
});
