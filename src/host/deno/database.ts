import { type Database, DatabaseFault, type Row, type Value } from "../database.ts";
import { type Failure, isFailure } from "../host.ts";
import { attempt, failureOf } from "./errors.ts";

/** How long to wait for another process that writes, in ms: hundreds of them may stand in line. */
const PATIENCE = 20_000;

/** Primary result codes that are told by name (`sqlite.org/rescode.html`). */
const RESULT_NAMES: Readonly<Record<number, string>> = {
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  19: "SQLITE_CONSTRAINT",
  26: "SQLITE_NOTADB",
};

/** Opens a SQLite database by `node:sqlite`, which is loaded only here. */
export async function openDatabase(path: string): Promise<Database | Failure> {
  const { DatabaseSync } = await import("node:sqlite");
  return withLock(path, { alone: false }, () => {
    const made = attempt(() => Deno.openSync(path, MADE));
    if (isFailure(made)) return made;
    made.close();
    try {
      const database = new SharedDatabase(path, new DatabaseSync(path, { timeout: PATIENCE }));
      try {
        database.prepare();
        return database;
      } catch (error) {
        database.closeNow();
        throw error;
      }
    } catch (error) {
      const fault = faultOf(error);
      if (fault instanceof DatabaseFault) return { failed: fault.failed };
      throw fault;
    }
  });
}

/** Renames a database with its log and the index of that (`sqlite.org/wal.html`). */
export function moveDatabase(
  from: string,
  to: string,
  inode: number | undefined,
): Failure | undefined {
  return withLock(from, { alone: true }, () => {
    if (inodeOf(from) !== inode) return { failed: "ESTALE" };
    const failure = failureOf(attempt(() => Deno.renameSync(from, to)));
    if (failure) return failure;
    // They are missing where nobody has it open.
    for (const end of ["-wal", "-shm"]) attempt(() => Deno.renameSync(from + end, to + end));
    return undefined;
  });
}

/** Undefined where there is no such file, and on Windows. */
function inodeOf(path: string): number | undefined {
  const stat = attempt(() => Deno.lstatSync(path));
  return isFailure(stat) ? undefined : stat.ino ?? undefined;
}

const MADE = { write: true, create: true, mode: 0o600 } as const;

/**
 * Does something about a database by its name, with a lock on a file beside it (`flock(2)`): those who open
 * or close it share the lock, so that nobody finds the file of one database with the log of another.
 */
function withLock<T>(
  path: string,
  { alone }: { readonly alone: boolean },
  work: () => T,
): T | Failure {
  const lock = attempt(() => Deno.openSync(`${path}-lock`, MADE));
  if (isFailure(lock)) return lock;
  using _closed = lock;
  const locked = failureOf(attempt(() => lock.lockSync(alone)));
  return locked ?? work();
}

/** What is used of `node:sqlite`. */
interface Connection {
  prepare(sql: string): Statement;
  close(): void;
}

interface Statement {
  all(...values: readonly Value[]): Record<string, unknown>[];
  run(...values: readonly Value[]): { readonly changes: number | bigint };
}

/** What must not be collected, because that closes it. */
const LEFT_OPEN: Connection[] = [];

/** Statements are prepared, never `exec`uted: only so do errors carry SQLite's code. */
class SharedDatabase implements Database {
  readonly #path: string;
  readonly #inode: number | undefined;
  readonly #connection: Connection;
  /** Each by its text: to prepare one takes longer than to run it. */
  readonly #statements = new Map<string, Statement>();

  constructor(path: string, connection: Connection) {
    this.#path = path;
    this.#inode = inodeOf(path);
    this.#connection = connection;
  }

  /**
   * Write-ahead logging lets readers read while somebody writes. The file keeps that mode, and going over
   * to it waits for nobody, whatever the timeout: whoever finds it busy tries again. Without a sync for
   * each commit a power failure may take the last ones, which no lease survives anyway.
   */
  prepare(): void {
    const end = Date.now() + PATIENCE;
    for (;;) {
      try {
        this.all("PRAGMA journal_mode = WAL");
        this.all("PRAGMA synchronous = NORMAL");
        return;
      } catch (error) {
        const busy = error instanceof DatabaseFault && error.failed === "SQLITE_BUSY";
        if (!busy || Date.now() > end) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.random() * 10);
      }
    }
  }

  all(sql: string, ...values: readonly Value[]): Row[] {
    return told(() => this.#prepared(sql).all(...values)) as Row[];
  }

  run(sql: string, ...values: readonly Value[]): number {
    return Number(told(() => this.#prepared(sql).run(...values)).changes);
  }

  transact<T>(work: () => T): T {
    this.run("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.run("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #prepared(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Some errors have rolled back already (`sqlite.org/lang_transaction.html`). */
  #rollBack(): void {
    try {
      this.run("ROLLBACK");
    } catch (error) {
      if (!(error instanceof DatabaseFault)) throw error;
    }
  }

  close(): void {
    withLock(this.#path, { alone: false }, () => this.closeNow());
  }

  /** To be called with the lock: whoever closes last deletes the log, and SQLite knows that by its name. */
  closeNow(): void {
    if (inodeOf(this.#path) === this.#inode) this.#connection.close();
    // It has another name by now, and its log is somebody else's: it ends with the process.
    else LEFT_OPEN.push(this.#connection);
  }
}

function told<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw faultOf(error);
  }
}

/** An error of SQLite by the name of its primary result code, the low byte of `errcode`; others as they are. */
function faultOf(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ERR_SQLITE_ERROR") {
    return error;
  }
  const code = "errcode" in error ? Number(error.errcode) & 0xff : 1;
  return new DatabaseFault(RESULT_NAMES[code] ?? `SQLite error ${code}`, error.message);
}
