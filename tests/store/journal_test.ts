import { assertEquals } from "@std/assert";
import { newEntry, openJournal } from "../../src/store/journal.ts";
import { fakeHost } from "../fake_host.ts";
import { memoryDatabase } from "./memory_database.ts";

const NOW = Date.parse("2026-01-02T03:04:05Z");

/** A machine of this name with a journal in memory. */
function hostOf(name = "box", database = memoryDatabase()) {
  return fakeHost({
    env: { XDG_STATE_HOME: "/state" },
    texts: { "/proc/sys/kernel/hostname": `${name}\n` },
    sight: {
      now: () => NOW,
      stat: (path) => ({ type: "directory", size: 0, mode: 0o700, uid: path === "/" ? 0 : 1000 }),
    },
    hands: { openDatabase: () => Promise.resolve(database) },
  });
}

Deno.test("newEntry() says who does what, and when", () => {
  const host = hostOf();
  assertEquals(newEntry(host, "kill", ["3000", "--yes"]), {
    at: "2026-01-02T03:04:05.000Z",
    action: "kill",
    words: ["3000", "--yes"],
    uid: 1000,
    pid: host.pid,
    stopped: [],
  });
});

Deno.test("newEntry() names who has become root by sudo, and believes nobody else", () => {
  const env = (name: string) => name === "SUDO_USER" ? "ada" : undefined;
  const by = (uid: number) => newEntry({ env, uid, pid: 1, now: () => NOW }, "kill", []).sudoUser;
  assertEquals([by(0), by(1000)], ["ada", undefined]);
});

Deno.test("openJournal() gives entries back, latest first, each machine its own", async () => {
  const database = memoryDatabase();
  const host = hostOf("box", database);
  using journal = await openJournal(host);
  const id = journal.add(newEntry(host, "kill", ["1"]));
  journal.add(newEntry(host, "block", ["2"]));
  journal.change(id, { ...newEntry(host, "kill", ["1"]), exit: 5 });
  assertEquals(journal.latest().map(({ entry }) => entry.action), ["block", "kill"]);
  assertEquals(journal.latest({ action: "kill", most: 1 })[0]?.entry.exit, 5);
  using other = await openJournal(hostOf("other", database));
  assertEquals(other.latest(), []);
});

Deno.test("openJournal() forgets the oldest of more than 200 entries", async () => {
  const host = hostOf();
  using journal = await openJournal(host);
  for (let i = 0; i < 203; i++) journal.add(newEntry(host, "kill", [`${i}`]));
  const all = journal.latest();
  assertEquals([all.length, all.at(-1)?.entry.words], [200, ["3"]]);
});
