import type { Host } from "../host/host.ts";
import { Interruption } from "./interruption.ts";

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
  const end = new Interruption(host);
  while (!end.signal) {
    const done = await end.await(work().then((value) => ({ value })));
    if (!done) return;
    yield done.value;
    for (let left = ms; left > 0 && !end.signal; left -= BREATH) {
      if (host.outputClosed()) return;
      await end.await(host.sleep(Math.min(left, BREATH)));
    }
  }
}
