import { type Database, DatabaseFault, type OpenDatabase } from "../host/database.ts";
import type { Hands } from "../host/hands.ts";
import { type Host, isFailure } from "../host/host.ts";
import { errnoWords } from "../model/errno.ts";
import { Refusal } from "../model/refusal.ts";

/** What opening a store asks of the world. */
export type StoreHost = Pick<Host, "now" | "stat"> & {
  hands(): Promise<Pick<Hands, "openDatabase" | "moveDatabase">>;
};

/** A database of portik's own, and how it came to be as it is. */
export interface StorePlan {
  /** Where its file lies. */
  readonly path: string;
  /**
   * Statements that make the tables: the first list from nothing, each later one from what the one before
   * it left. SQLite's `user_version` counts how many were done.
   */
  readonly migrations: readonly (readonly string[])[];
}

/** A store that is open. */
export interface Store {
  readonly database: Database;
  /** A sentence for people, where an old file could not be used and was set aside. */
  readonly setAside?: string;
}

/** Faults by which a file shows that it is no sound database (`sqlite.org/rescode.html`). */
const DAMAGED: readonly string[] = ["SQLITE_CORRUPT", "SQLITE_NOTADB"];

/**
 * Opens a store and brings its tables up to date. A file that is damaged, or that a newer portik wrote, is
 * renamed and told about, and an empty store takes its place. Throws a Refusal `no-store` (exit code 5)
 * where none can be opened.
 */
export async function openStore(host: StoreHost, plan: StorePlan): Promise<Store> {
  const hands = await host.hands();
  const inode = inodeOf(host, plan.path);
  const opened = await openChecked(hands.openDatabase, plan);
  if (typeof opened !== "string") return { database: opened };
  const setAside = moveAway({ ...host, ...hands }, plan.path, { why: opened, inode });
  const again = await openChecked(hands.openDatabase, plan);
  if (typeof again === "string") throw noStore(plan.path, `it is ${again} again`);
  return { database: again, ...(setAside === undefined ? {} : { setAside }) };
}

type Unusable = "damaged" | "newer";

async function openChecked(open: OpenDatabase, plan: StorePlan): Promise<Database | Unusable> {
  const database = await open(plan.path);
  if (isFailure(database)) {
    if (DAMAGED.includes(database.failed)) return "damaged";
    throw noStore(plan.path, errnoWords(database.failed));
  }
  try {
    const [check] = database.all("PRAGMA quick_check(1)");
    if (check?.quick_check === "ok" && migrate(database, plan.migrations)) return database;
    database.close();
    return check?.quick_check === "ok" ? "newer" : "damaged";
  } catch (error) {
    database.close();
    if (!(error instanceof DatabaseFault)) throw error;
    if (DAMAGED.includes(error.failed)) return "damaged";
    throw noStore(plan.path, error.message);
  }
}

/** Does what is not yet done; false where more was done than there is to do. */
function migrate(database: Database, migrations: StorePlan["migrations"]): boolean {
  if (versionOf(database) === migrations.length) return true;
  return database.transact(() => {
    // Somebody else may have done it since.
    const done = versionOf(database);
    for (const statement of migrations.slice(done).flat()) database.run(statement);
    // A pragma takes no parameters.
    if (done < migrations.length) database.run(`PRAGMA user_version = ${migrations.length}`);
    return done <= migrations.length;
  });
}

function versionOf(database: Database): number {
  return Number(database.all("PRAGMA user_version")[0]?.user_version ?? 0);
}

/** Renames a file that cannot be used, unless somebody else has done so since it was looked at. */
function moveAway(
  host: Pick<StoreHost, "now"> & Pick<Hands, "moveDatabase">,
  path: string,
  { why, inode }: { readonly why: Unusable; readonly inode: number | undefined },
): string | undefined {
  const time = new Date(host.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  const away = `${path}-${why}-${time}`;
  const failure = host.moveDatabase(path, away, inode);
  if (failure?.failed === "ESTALE") return undefined;
  if (failure) throw noStore(path, `it is ${why} and cannot be renamed: ${failure.failed}`);
  const what = why === "newer" ? "was written by a newer portik" : "is damaged";
  return `${path} ${what}; it was set aside as ${away}, and portik begins anew`;
}

function inodeOf(host: Pick<Host, "stat">, path: string): number | undefined {
  const stat = host.stat(path);
  return isFailure(stat) ? undefined : stat.inode;
}

function noStore(path: string, why: string): Refusal {
  return new Refusal("no-store", `Cannot use ${path}: ${why}`, { exit: 5 });
}
