import type { Host, StopSignal } from "../host/host.ts";

/**
 * Lets somebody who asks this process to end cut short what it waits for. Unlike a `Promise.race` against
 * `stopped`, it keeps nothing of the thousands of waits that a long run consists of.
 */
export class Interruption {
  #signal: StopSignal | undefined;
  #cut = () => {};

  constructor({ stopped }: Pick<Host, "stopped">) {
    stopped().then((signal) => {
      this.#signal = signal;
      this.#cut();
    });
  }

  /** The signal by which somebody has asked for the end. */
  get signal(): StopSignal | undefined {
    return this.#signal;
  }

  /** What the work comes to; undefined where the signal comes first, or has come before. One at a time. */
  await<T>(work: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#cut = () => resolve(undefined);
      if (this.#signal !== undefined) this.#cut();
      work.then(resolve, reject);
    });
  }
}
