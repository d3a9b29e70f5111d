/** A point in time that something must not outlast. */
export interface Deadline {
  /** Resolves when the time is up, or when the deadline is cancelled. */
  readonly over: Promise<"timed-out" | "ok" | "not-equal">;
  cancel(): void;
}

/**
 * A deadline in `ms` from now. It waits by `Atomics.waitAsync` (ECMAScript 2024, section 25.4.15) on memory
 * that nobody writes to: the first `setTimeout` of a Deno process costs 4 ms, as much as `ss` itself. It keeps
 * no process alive: the work that it limits has to.
 */
export function deadline(ms: number): Deadline {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const wait = Atomics.waitAsync(cell, 0, 0, ms);
  return {
    over: Promise.resolve(wait.value),
    cancel: () => Atomics.notify(cell, 0),
  };
}
