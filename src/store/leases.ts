import type { Database } from "../host/database.ts";
import { type Host, isFailure } from "../host/host.ts";
import type { Lease, Life } from "../model/lease.ts";
import { openStore, type StoreHost } from "./database.ts";
import { INSERT_LEASE, LEASE_MIGRATIONS, leaseOf, valuesOf } from "./lease_rows.ts";
import { type LifeHost, startsOf } from "./life.ts";
import { stateFolder, type StateHost, statePlace } from "./paths.ts";

/** What the leases ask of the world. */
export type LeaseHost = StateHost & StoreHost & LifeHost;

/** What may change about a lease while it lasts. */
export type LeaseChange = Partial<Pick<Lease, "kind" | "owner" | "lasting">>;

/**
 * The ports that portik has handed out to this user on this machine: one holder for a protocol and a port,
 * whoever asks and however many at once. A lease ends by release, by time, or with its owner: a process
 * is told by pid and start time together, because pids are used again.
 */
export interface Leases extends Disposable {
  /** A sentence for people, where an old file could not be used and was set aside. */
  readonly setAside?: string;
  /** Every lease that holds now, by port. Those of dead owners are forgotten first. */
  current(): Promise<readonly Lease[]>;
  /** Whether somebody has a lease on this port, by a short read that waits for nobody. */
  has(port: Pick<Lease, "proto" | "port">): boolean;
  /** Whether a lease is still the one that was taken, by such a read. */
  isOurs(lease: Lease): boolean;
  /**
   * Takes all of these, or none: then the lease that is in the way comes back. In the same step those end
   * whose place they take.
   */
  take(wanted: readonly Lease[], insteadOf?: readonly Lease[]): Lease | undefined;
  /** Changes a lease, if it is still the same; false where it has ended meanwhile. */
  change(lease: Lease, change: LeaseChange): boolean;
  /** Ends leases; those that belong to somebody else by now stay. Returns how many ended. */
  drop(leases: readonly Lease[]): number;
}

/** Opens the leases. Throws a Refusal where there is no place for them. */
export async function openLeases(host: LeaseHost): Promise<Leases> {
  const path = `${stateFolder(host)}/${fileName(host)}`;
  const { database, setAside } = await openStore(host, { path, migrations: LEASE_MIGRATIONS });
  return new StoredLeases(host, database, setAside);
}

/** Opens the leases where there are any; undefined where nothing was ever leased, and then nothing is made. */
export async function peekLeases(host: LeaseHost): Promise<Leases | undefined> {
  const there = host.stat(`${statePlace(host)}/${fileName(host)}`);
  return isFailure(there) && there.failed === "ENOENT" ? undefined : await openLeases(host);
}

/** Ports of a machine say nothing on another one, and several may share a home: each has its own file. */
function fileName({ os, readText }: Pick<Host, "os" | "readText">): string {
  const name = os === "linux" ? readText("/proc/sys/kernel/hostname") : { failed: "ENOENT" };
  const host = isFailure(name) ? "" : name.trim().replace(/[^\w.-]/g, "_");
  return host === "" ? "leases.db" : `leases-${host}.db`;
}

/** A row is the same lease where it still has the owner that it had, or none as before. */
const SAME = "proto = ? AND port = ? AND since = ? AND pid IS ? AND started IS ?";

function sameAs({ proto, port, since, owner }: Lease) {
  return [proto, port, since, owner?.pid ?? null, owner?.started ?? null] as const;
}

function isSameLease(one: Lease, other: Lease): boolean {
  return sameAs(one).every((value, i) => value === sameAs(other)[i]);
}

class StoredLeases implements Leases {
  readonly setAside?: string;
  readonly #host: LeaseHost;
  readonly #database: Database;

  constructor(host: LeaseHost, database: Database, setAside: string | undefined) {
    this.#host = host;
    this.#database = database;
    if (setAside !== undefined) this.setAside = setAside;
  }

  async current(): Promise<readonly Lease[]> {
    const owned = this.#all().flatMap((lease) =>
      lease.owner ? [{ ...lease, owner: lease.owner }] : []
    );
    const starts = await startsOf(this.#host, owned.map(({ owner }) => owner.pid));
    const dead = owned.filter(({ owner }) => !isAlive(owner, starts));
    if (dead.length > 0) {
      this.#database.transact(() => dead.forEach((lease) => this.#bury(lease)));
    }
    const now = this.#host.now();
    return this.#all().filter(({ until = Infinity }) => until > now);
  }

  take(wanted: readonly Lease[], insteadOf: readonly Lease[] = []): Lease | undefined {
    return this.#database.transact(() => {
      this.#expire();
      const [inTheWay] = wanted.flatMap((lease) => this.#on(lease))
        .filter((lease) => !insteadOf.some((one) => isSameLease(lease, one)));
      if (inTheWay) return inTheWay;
      for (const lease of insteadOf) this.#delete(lease);
      for (const lease of wanted) this.#database.run(INSERT_LEASE, ...valuesOf(lease));
      return undefined;
    });
  }

  change(lease: Lease, change: LeaseChange): boolean {
    const { kind, owner, lasting } = { ...lease, ...change };
    const changed = this.#database.run(
      `UPDATE lease SET kind = ?, pid = ?, started = ?, lasting = ? WHERE ${SAME}`,
      kind,
      owner?.pid ?? null,
      owner?.started ?? null,
      lasting ? 1 : 0,
      ...sameAs(lease),
    );
    return changed > 0;
  }

  drop(leases: readonly Lease[]): number {
    return this.#database.transact(() =>
      leases.reduce((sum, lease) => sum + this.#delete(lease), 0)
    );
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  has(port: Pick<Lease, "proto" | "port">): boolean {
    return this.#on(port).length > 0;
  }

  isOurs(lease: Lease): boolean {
    return this.#database.all(`SELECT 1 FROM lease WHERE ${SAME}`, ...sameAs(lease)).length > 0;
  }

  #on({ proto, port }: Pick<Lease, "proto" | "port">): readonly Lease[] {
    const sql = "SELECT * FROM lease WHERE proto = ? AND port = ?";
    return this.#database.all(sql, proto, port).map(leaseOf);
  }

  #all(): readonly Lease[] {
    return this.#database.all("SELECT * FROM lease ORDER BY port, proto").map(leaseOf);
  }

  /** What has expired is out of the way, and out of the file. */
  #expire(): void {
    this.#database.run("DELETE FROM lease WHERE until <= ?", this.#host.now());
  }

  /** A lasting lease outlives its holder, as a promise. */
  #bury(lease: Lease): void {
    if (!lease.lasting) this.#delete(lease);
    else {
      this.#database.run(
        `UPDATE lease SET kind = 'promised', pid = NULL, started = NULL WHERE ${SAME}`,
        ...sameAs(lease),
      );
    }
  }

  #delete(lease: Lease): number {
    return this.#database.run(`DELETE FROM lease WHERE ${SAME}`, ...sameAs(lease));
  }
}

function isAlive({ pid, started }: Life, starts: ReadonlyMap<number, string>): boolean {
  return starts.get(pid) === started;
}
