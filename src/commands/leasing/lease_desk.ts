import type { Host } from "../../host/host.ts";
import { protosOf, type SharedFlags } from "../../cli/flags.ts";
import type { FreeAnswer } from "../../analysis/free/answer.ts";
import type { Lease } from "../../model/lease.ts";
import { type Leases, openLeases } from "../../store/leases.ts";

/** Which lease is wanted, and for whom. */
export interface LeaseWish extends Pick<SharedFlags, "proto"> {
  /** Milliseconds; left out: nothing is leased. */
  readonly lease?: number;
  readonly name?: string;
  /** The address that the ports are for. */
  readonly bind?: string;
}

/**
 * Leases ports without holding them, for `free` and `freePort()`: `open` it, `claim` rows of ports until there
 * are enough, `keep` them. What is not kept is given back when it is disposed. Without a wish for a lease it
 * grants everything and writes nothing. `readLeased` says what is leased already.
 */
export class LeaseDesk implements Disposable {
  readonly #leases: Leases | undefined;
  readonly #wish: LeaseWish;
  readonly #since: number;
  #taken: Lease[] = [];

  private constructor(leases: Leases | undefined, wish: LeaseWish, since: number) {
    this.#leases = leases;
    this.#wish = wish;
    this.#since = since;
  }

  /** Opens the leases where some are wanted. Throws a Refusal where there is no place for them. */
  static async open(host: Host, wish: LeaseWish): Promise<LeaseDesk> {
    const leases = wish.lease === undefined ? undefined : await openLeases(host);
    // Those of dead owners are in nobody's way.
    await leases?.current();
    return new LeaseDesk(leases, wish, host.now());
  }

  /** What is to be told of the leases themselves; a sentence. */
  get problem(): string | undefined {
    return this.#leases?.setAside;
  }

  /** Leases all of these or none: then the one that somebody else was faster to get comes back. */
  claim(ports: readonly number[]): number | undefined {
    if (!this.#leases) return undefined;
    const wanted = ports.flatMap((port) =>
      protosOf(this.#wish).map((proto) => this.#on(port, proto))
    );
    const inTheWay = this.#leases.take(wanted);
    if (!inTheWay) this.#taken.push(...wanted);
    return inTheWay?.port;
  }

  /** Keeps what was leased; undefined where nothing was wanted. */
  keep(): FreeAnswer["lease"] {
    const { lease, name } = this.#wish;
    this.#taken = [];
    if (lease === undefined) return undefined;
    const until = new Date(this.#since + lease).toISOString();
    return { until, ...(name === undefined ? {} : { name }) };
  }

  /** Gives back what was not kept. */
  [Symbol.dispose](): void {
    if (this.#taken.length > 0) this.#leases?.drop(this.#taken);
    this.#leases?.[Symbol.dispose]();
  }

  #on(port: number, proto: Lease["proto"]): Lease {
    const { lease = 0, name, bind } = this.#wish;
    return {
      proto,
      port,
      kind: "promised",
      by: "free",
      ...(bind === undefined ? {} : { address: bind }),
      ...(name === undefined ? {} : { name }),
      since: this.#since,
      until: this.#since + lease,
      lasting: false,
    };
  }
}
