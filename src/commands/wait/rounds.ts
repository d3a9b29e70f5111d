import type { Host, StopSignal } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import { Interruption } from "../interruption.ts";

/** Least time between the end of one round and the next, in ms, however long rounds take. */
const REST = 50;

/** When to look, and for how long. */
export interface Pace {
  /** Milliseconds from the start of one round to that of the next. */
  readonly interval: number;
  /** Milliseconds from the start to the start of the last round. */
  readonly timeout: number;
}

/** One look in a wait, or what ended the wait in the middle of one. */
export interface Round<T> {
  /** Missing where the signal came first. */
  readonly found?: T;
  /** Seconds from the start to the end of the round. */
  readonly seconds: number;
  /** No other round follows. */
  readonly last: boolean;
  readonly signal?: StopSignal;
}

/**
 * Looks again and again until the time is up, when it looks once more, or until somebody asks this process to
 * end, which it does at once. `look` gets the ms that are left.
 */
export async function* rounds<T>(
  host: Pick<Host, "now" | "sleep" | "stopped">,
  { interval, timeout }: Pace,
  look: (left: number) => Promise<T>,
): AsyncGenerator<Round<T>, void> {
  const start = host.now();
  const seconds = () => Math.max(0, host.now() - start) / 1000;
  const interruption = new Interruption(host);
  for (;;) {
    const begun = host.now();
    const left = start + timeout - begun;
    const looked = await interruption.await(look(Math.max(0, left)).then((found) => ({ found })));
    const { signal } = interruption;
    if (looked === undefined) return yield defined({ signal, seconds: seconds(), last: true });
    yield { ...looked, seconds: seconds(), last: left <= 0 };
    if (left <= 0) return;
    const now = host.now();
    const pause = Math.min(Math.max(begun + interval - now, REST), start + timeout - now);
    await interruption.await(host.sleep(Math.max(pause, 0)));
    if (interruption.signal !== undefined) {
      return yield { signal: interruption.signal, seconds: seconds(), last: true };
    }
  }
}
