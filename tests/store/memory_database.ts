import { DatabaseSync } from "node:sqlite";
import type { Database, Row, Value } from "../../src/host/database.ts";

/** A database that lives in memory, and is opened again with what is in it; it touches no file. */
export function memoryDatabase(): Database {
  const connection = new DatabaseSync(":memory:");
  const run = (sql: string, ...values: readonly Value[]) =>
    Number(connection.prepare(sql).run(...values).changes);
  return {
    all: (sql, ...values) => connection.prepare(sql).all(...values) as Row[],
    run,
    transact(work) {
      run("BEGIN IMMEDIATE");
      try {
        const result = work();
        run("COMMIT");
        return result;
      } catch (error) {
        run("ROLLBACK");
        throw error;
      }
    },
    close() {},
  };
}
