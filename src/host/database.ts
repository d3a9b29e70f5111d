import type { Failure } from "./host.ts";

/** What a cell of a database holds. Whole numbers up to 2^53; booleans are 0 and 1. */
export type Value = string | number | null;

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, Value>>;

/**
 * A SQLite database that several processes share (`sqlite.org/wal.html`). Statements take their values as
 * parameters, never as text. Each method throws a DatabaseFault where the database cannot do it.
 */
export interface Database {
  /** The rows that a query gives. */
  all(sql: string, ...values: readonly Value[]): Row[];
  /** Changes something; returns how many rows. */
  run(sql: string, ...values: readonly Value[]): number;
  /**
   * Does `work` as one step that no other process sees half of, alone with the right to write from its
   * begin (`BEGIN IMMEDIATE`). Where it throws, nothing was changed. May not be nested.
   */
  transact<T>(work: () => T): T;
  close(): void;
}

/** A database that cannot do what it should: damaged, busy for too long, on a full disk. */
export class DatabaseFault extends Error {
  /** The name of SQLite's primary result code, as `sqlite.org/rescode.html` has it: `SQLITE_CORRUPT`. */
  readonly failed: string;

  /** `message`: SQLite's own words. */
  constructor(failed: string, message: string) {
    super(message);
    this.name = "DatabaseFault";
    this.failed = failed;
  }
}

/**
 * Opens a database, made with mode 0600 where there is none. Fails with an errno name where the file cannot
 * be made, and with SQLite's name of the error where it can be no database: `SQLITE_NOTADB`.
 */
export type OpenDatabase = (path: string) => Promise<Database | Failure>;

/**
 * Renames a database with all that belongs to it, while nobody is about to open it; whoever has it open goes
 * on with it under its new name. Only where the file still has this inode: ESTALE where somebody else has
 * been faster, else the errno name.
 */
export type MoveDatabase = (
  from: string,
  to: string,
  inode: number | undefined,
) => Failure | undefined;
