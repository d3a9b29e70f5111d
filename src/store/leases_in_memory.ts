import type { Lease } from "../model/lease.ts";
import type { Leases } from "./leases.ts";

/** Keeps ports apart within one process, where there is no place for leases that others can see. */
export class LeasesInMemory implements Pick<Leases, "take" | "drop"> {
  readonly #leases = new Map<string, Lease>();
  readonly #now: () => number;

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** As that of `Leases`. */
  take(wanted: readonly Lease[]): Lease | undefined {
    const now = this.#now();
    for (const lease of wanted) {
      const there = this.#leases.get(keyOf(lease));
      if (there && (there.until ?? Infinity) > now) return there;
    }
    for (const lease of wanted) this.#leases.set(keyOf(lease), lease);
    return undefined;
  }

  /** As that of `Leases`. */
  drop(leases: readonly Lease[]): number {
    const ours = leases.filter((lease) => this.#leases.get(keyOf(lease)) === lease);
    for (const lease of ours) this.#leases.delete(keyOf(lease));
    return ours.length;
  }
}

function keyOf({ proto, port }: Lease): string {
  return `${proto} ${port}`;
}
