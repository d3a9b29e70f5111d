import type { Database, Row } from "../host/database.ts";
import { type Host, isFailure } from "../host/host.ts";
import type { JournalEntry } from "../model/journal.ts";
import { openStore, type StoreHost } from "./database.ts";
import { stateFolder, type StateHost } from "./paths.ts";

/** What the journal asks of the world. */
export type JournalHost = StateHost & StoreHost & Pick<Host, "readText">;

/** Most entries that are kept. */
const KEPT = 200;

/** An entry is one text: nothing is looked for in it but the machine and the kind of action. */
const MIGRATIONS: readonly (readonly string[])[] = [[
  `CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    machine TEXT NOT NULL,
    action TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT`,
]];

/** An entry and the number by which it is known. */
export interface Numbered {
  readonly id: number;
  readonly entry: JournalEntry;
}

/**
 * What portik has done on this machine for this user. The file lies in portik's state folder (mode 0700) and
 * has mode 0600, because environments of processes are in it. The latest 200 entries are kept.
 */
export interface Journal extends Disposable {
  /** A sentence for people, where an old file could not be used and was set aside. */
  readonly setAside?: string;
  /** Adds an entry and returns its number. */
  add(entry: JournalEntry): number;
  /** Puts an entry in the place of what it was. */
  change(id: number, entry: JournalEntry): void;
  /** The latest entries of one action, or of all, latest first. */
  latest(options?: { readonly action?: string; readonly most?: number }): readonly Numbered[];
}

/** An entry for an action that begins now, with who is behind it. */
export function newEntry(
  host: Pick<Host, "now" | "uid" | "pid" | "env">,
  action: string,
  words: readonly string[],
): JournalEntry {
  const sudoUser = host.uid === 0 ? host.env("SUDO_USER") : undefined;
  return {
    at: new Date(host.now()).toISOString(),
    action,
    words,
    ...(host.uid === undefined ? {} : { uid: host.uid }),
    ...(sudoUser === undefined ? {} : { sudoUser }),
    pid: host.pid,
    stopped: [],
  };
}

/** Opens the journal. Throws a Refusal where there is no safe place for it. */
export async function openJournal(host: JournalHost): Promise<Journal> {
  const path = `${stateFolder(host)}/journal.db`;
  const { database, setAside } = await openStore(host, { path, migrations: MIGRATIONS });
  return new StoredJournal(database, machineName(host), setAside);
}

/** Several machines may share a home, and a pid or a container means nothing on another. */
function machineName({ os, readText }: Pick<Host, "os" | "readText">): string {
  const name = os === "linux" ? readText("/proc/sys/kernel/hostname") : "";
  return isFailure(name) ? "" : name.trim();
}

class StoredJournal implements Journal {
  readonly setAside?: string;
  readonly #database: Database;
  readonly #machine: string;

  constructor(database: Database, machine: string, setAside: string | undefined) {
    this.#database = database;
    this.#machine = machine;
    if (setAside !== undefined) this.setAside = setAside;
  }

  add(entry: JournalEntry): number {
    return this.#database.transact(() => {
      this.#database.run(
        "INSERT INTO entry (machine, action, body) VALUES (?, ?, ?)",
        ...[this.#machine, entry.action, JSON.stringify(entry)],
      );
      const [row] = this.#database.all("SELECT max(id) AS id FROM entry");
      const id = Number(row?.id);
      this.#database.run("DELETE FROM entry WHERE id <= ?", id - KEPT);
      return id;
    });
  }

  change(id: number, entry: JournalEntry): void {
    this.#database.run("UPDATE entry SET body = ? WHERE id = ?", JSON.stringify(entry), id);
  }

  latest({ action, most = KEPT }: { action?: string; most?: number } = {}): readonly Numbered[] {
    const rows = this.#database.all(
      "SELECT id, body FROM entry WHERE machine = ? AND (? IS NULL OR action = ?) " +
        "ORDER BY id DESC LIMIT ?",
      ...[this.#machine, action ?? null, action ?? null, most],
    );
    return rows.map(numbered);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

function numbered({ id, body }: Row): Numbered {
  return { id: Number(id), entry: JSON.parse(String(body)) as JournalEntry };
}
