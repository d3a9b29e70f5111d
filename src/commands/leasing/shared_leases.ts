import type { Host } from "../../host/host.ts";
import { Refusal } from "../../model/refusal.ts";
import { type Leases, openLeases } from "../../store/leases.ts";

/** Without a user for so long they are opened anew, in ms: their file may have been set aside or deleted. */
const FRESH = 1000;

/** Leases that the callers in one process use side by side: to open them takes longer than all the rest. */
export class SharedLeases {
  readonly #host: Host;
  #users = 0;
  #usedAt = 0;
  #leases: Promise<Leases> | undefined;

  /** Of this user on this machine; nothing is opened yet. */
  constructor(host: Host) {
    this.#host = host;
  }

  /** Opens them, or says why there is no place for any. Whoever gets them calls `leave` when done. */
  async enter(): Promise<Leases | Refusal> {
    if (this.#users === 0 && this.#host.now() - this.#usedAt > FRESH) this.#close();
    this.#users++;
    try {
      this.#leases ??= this.#open();
      return await this.#leases;
    } catch (error) {
      this.#users--;
      this.#leases = undefined;
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** To be called once by each who has entered. */
  leave(): void {
    this.#users--;
    this.#usedAt = this.#host.now();
  }

  async #open(): Promise<Leases> {
    const leases = await openLeases(this.#host);
    // Those of dead owners are in nobody's way.
    await leases.current();
    return leases;
  }

  #close(): void {
    this.#leases?.then((leases) => leases[Symbol.dispose]());
    this.#leases = undefined;
  }
}
