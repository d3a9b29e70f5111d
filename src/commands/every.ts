import type { Host } from "../host/host.ts";

/** Longest that nobody looks whether anyone still listens, in ms. */
const BREATH = 1000;

type Clock = Pick<Host, "sleep" | "stopped" | "outputClosed">;

/**
 * What `work` comes to, again and again with `ms` between, until this process is asked to end or nobody
 * reads its output any more. Work that is under way then is not waited for.
 */
export async function* every<T>(
  host: Clock,
  ms: number,
  work: () => Promise<T>,
): AsyncGenerator<T, void> {
  let over = false;
  const stop = host.stopped().then(() => {
    over = true;
  });
  while (!over) {
    const result = work().then((value) => ({ value }));
    const done = await Promise.race([result, stop]);
    if (!done) {
      result.catch(() => {});
      return;
    }
    yield done.value;
    for (let left = ms; left > 0 && !over; left -= BREATH) {
      if (host.outputClosed()) return;
      await Promise.race([host.sleep(Math.min(left, BREATH)), stop]);
    }
  }
}
