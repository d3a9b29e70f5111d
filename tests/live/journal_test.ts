import { assertEquals } from "@std/assert";
import { denoHost } from "../../src/host/deno/mod.ts";
import type { JournalEntry } from "../../src/model/journal.ts";
import { type JournalHost, openJournal } from "../../src/store/journal.ts";
import { tempFolder } from "./launch.ts";
import { liveTest } from "./tools.ts";

function entry(action: string, ...words: readonly string[]): JournalEntry {
  return { at: "2026-01-01T00:00:00.000Z", action, words, pid: 1, stopped: [] };
}

/** The real world with its state in this folder, and perhaps the name of another machine. */
function hostIn(folder: string, name?: string): JournalHost {
  const { readText } = denoHost;
  return {
    ...denoHost,
    uid: denoHost.uid,
    env: (variable) => variable === "XDG_STATE_HOME" ? folder : denoHost.env(variable),
    readText: (path) =>
      name !== undefined && path === "/proc/sys/kernel/hostname" ? `${name}\n` : readText(path),
  };
}

liveTest("openJournal() keeps entries over runs, latest first, by their kind", [], async () => {
  await using folder = await tempFolder();
  const host = hostIn(folder.path);
  {
    using journal = await openJournal(host);
    assertEquals(journal.latest(), []);
    const id = journal.add(entry("kill", "1"));
    journal.add(entry("block", "2"));
    journal.change(id, { ...entry("kill", "1"), exit: 5 });
  }
  using journal = await openJournal(host);
  assertEquals(journal.latest().map(({ entry }) => entry.action), ["block", "kill"]);
  const [kill] = journal.latest({ action: "kill", most: 1 });
  assertEquals([kill?.entry.exit, kill?.entry.words], [5, ["1"]]);
});

liveTest("openJournal() tells nothing of another machine that shares the home", [], async () => {
  await using folder = await tempFolder();
  {
    using one = await openJournal(hostIn(folder.path, "one"));
    one.add(entry("kill"));
  }
  using two = await openJournal(hostIn(folder.path, "two"));
  assertEquals(two.latest(), []);
});

liveTest(
  "openJournal() keeps the latest 200 entries, and loses none of those at once",
  [],
  async () => {
    await using folder = await tempFolder();
    const host = hostIn(folder.path);
    const journals = await Promise.all(Array.from({ length: 4 }, () => openJournal(host)));
    for (let i = 0; i < 60; i++) for (const journal of journals) journal.add(entry("kill", `${i}`));
    const [journal] = journals;
    const all = journal?.latest() ?? [];
    assertEquals([all.length, all[0]?.entry.words, all.at(-1)?.entry.words], [200, ["59"], ["10"]]);
    for (const one of journals) one[Symbol.dispose]();
  },
);
