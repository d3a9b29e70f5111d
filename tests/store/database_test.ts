import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Database, DatabaseFault } from "../../src/host/database.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { openStore, type StoreHost } from "../../src/store/database.ts";
import { memoryDatabase } from "./memory_database.ts";

const PLAN = {
  path: "/s/x.db",
  migrations: [["CREATE TABLE one (a)"], ["CREATE TABLE two (b)", "INSERT INTO two VALUES (1)"]],
};

/** A file: its inode, and what opening it gives. */
interface File {
  readonly inode: number;
  readonly content: Database | string;
}

interface Folder {
  readonly host: StoreHost;
  readonly files: Map<string, File>;
  /** Done before a file is renamed. */
  meanwhile?: () => void;
}

function folderWith(content?: Database | string): Folder {
  const files = new Map<string, File>();
  if (content !== undefined) files.set(PLAN.path, { inode: 1, content });
  const folder: Folder = {
    files,
    host: {
      now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
      stat(path) {
        const inode = files.get(path)?.inode;
        if (inode === undefined) return { failed: "ENOENT" };
        return { type: "file", size: 0, mode: 0o600, inode };
      },
      hands: () =>
        Promise.resolve({
          openDatabase(path) {
            const file = files.get(path) ?? { inode: 9, content: memoryDatabase() };
            files.set(path, file);
            const { content } = file;
            return Promise.resolve(typeof content === "string" ? { failed: content } : content);
          },
          moveDatabase(from, to, inode) {
            folder.meanwhile?.();
            const file = files.get(from);
            if (file?.inode !== inode || !file) return { failed: "ESTALE" };
            files.delete(from);
            return void files.set(to, file);
          },
        }),
    },
  };
  return folder;
}

/** A database with these tables, of that version. */
function database(version: number): Database {
  const made = memoryDatabase();
  for (const sql of PLAN.migrations.slice(0, version).flat()) made.run(sql);
  made.run(`PRAGMA user_version = ${version}`);
  return made;
}

Deno.test("openStore() makes the tables, and only what is missing of them", async () => {
  for (const version of [undefined, 0, 1, 2]) {
    const folder = folderWith(version === undefined ? undefined : database(version));
    const { database: opened, setAside } = await openStore(folder.host, PLAN);
    assertEquals([opened.all("SELECT b FROM two"), setAside], [[{ b: 1 }], undefined]);
    assertEquals(opened.all("PRAGMA user_version"), [{ user_version: 2 }]);
  }
});

Deno.test("openStore() sets aside what is newer or damaged, and says so", async () => {
  const newer = database(2);
  newer.run("PRAGMA user_version = 3");
  const damaged: Database = {
    ...memoryDatabase(),
    all() {
      throw new DatabaseFault("SQLITE_CORRUPT", "database disk image is malformed");
    },
  };
  for (
    const [content, why, word] of [
      [newer, "was written by a newer portik", "newer"],
      [damaged, "is damaged", "damaged"],
      ["SQLITE_NOTADB", "is damaged", "damaged"],
    ] as const
  ) {
    const folder = folderWith(content);
    const store = await openStore(folder.host, PLAN);
    const away = `/s/x.db-${word}-20260102T030405Z`;
    assertEquals(
      store.setAside,
      `/s/x.db ${why}; it was set aside as ${away}, and portik begins anew`,
    );
    assertEquals(folder.files.get(away)?.content, content);
    assertEquals(store.database.all("SELECT b FROM two"), [{ b: 1 }]);
  }
});

Deno.test("openStore() leaves a file alone that somebody else has just made anew", async () => {
  const fresh = { inode: 2, content: database(2) };
  const folder = folderWith("SQLITE_NOTADB");
  folder.meanwhile = () => {
    folder.files.delete(PLAN.path);
    folder.files.set(PLAN.path, fresh);
  };
  const store = await openStore(folder.host, PLAN);
  assertEquals([store.database, store.setAside], [fresh.content, undefined]);
  assertEquals([...folder.files.keys()], [PLAN.path]);
});

Deno.test("openStore() says why where there can be none", async () => {
  const full: Database = {
    ...memoryDatabase(),
    all() {
      throw new DatabaseFault("SQLITE_FULL", "database or disk is full");
    },
  };
  for (const [content, why] of [["EACCES", "permission denied"], [full, "disk is full"]] as const) {
    const folder = folderWith(content);
    const refusal = await assertRejects(() => openStore(folder.host, PLAN), Refusal);
    assertEquals([refusal.code, refusal.exit], ["no-store", 5]);
    assertStringIncludes(refusal.message, why);
  }
});
