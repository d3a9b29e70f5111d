import type { Row, Value } from "../host/database.ts";
import { defined } from "../model/defined.ts";
import type { Lease } from "../model/lease.ts";

/** The table: one row for a protocol and a port, so that the database itself allows one holder alone. */
export const LEASE_MIGRATIONS: readonly (readonly string[])[] = [[
  `CREATE TABLE lease (
    proto TEXT NOT NULL,
    port INTEGER NOT NULL,
    kind TEXT NOT NULL,
    maker TEXT NOT NULL,
    address TEXT,
    name TEXT,
    project TEXT,
    exe TEXT,
    pid INTEGER,
    started TEXT,
    since INTEGER NOT NULL,
    until INTEGER,
    lasting INTEGER NOT NULL,
    PRIMARY KEY (proto, port)
  ) STRICT, WITHOUT ROWID`,
  // What has expired is looked for each time that a lease is taken.
  "CREATE INDEX lease_until ON lease (until)",
]];

/** Puts in a row, whose values `valuesOf` gives. */
export const INSERT_LEASE = "INSERT INTO lease VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/** A lease as the values of its row. */
export function valuesOf(lease: Lease): Value[] {
  const { proto, port, kind, by, address, name, project, exe, owner, since, until } = lease;
  const texts = [address, name, project, exe].map((text) => text ?? null);
  const life = [owner?.pid ?? null, owner?.started ?? null];
  return [proto, port, kind, by, ...texts, ...life, since, until ?? null, lease.lasting ? 1 : 0];
}

/** The lease in a row. */
export function leaseOf(row: Row): Lease {
  const { pid, started } = row;
  const text = (value: Value | undefined) => value === null ? undefined : String(value);
  return defined({
    proto: row.proto === "udp" ? "udp" : "tcp",
    port: Number(row.port),
    kind: row.kind === "held" ? "held" : "promised",
    by: row.maker === "reserve" ? "reserve" : row.maker === "use" ? "use" : "free",
    address: text(row.address),
    name: text(row.name),
    project: text(row.project),
    exe: text(row.exe),
    owner: typeof pid === "number" ? { pid, started: String(started) } : undefined,
    since: Number(row.since),
    until: row.until === null ? undefined : Number(row.until),
    lasting: row.lasting === 1,
  });
}
