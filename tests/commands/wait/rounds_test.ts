import { assertEquals, assertRejects } from "@std/assert";
import { type Round, rounds } from "../../../src/commands/wait/rounds.ts";
import type { StopSignal } from "../../../src/host/host.ts";

/** A clock that only waiting and looking move on. `stopAt`: when somebody asks for the end, in ms. */
function clock({ stopAt = Infinity } = {}) {
  let now = 1_000_000;
  const start = now;
  const stop = Promise.withResolvers<StopSignal>();
  const passes = (ms: number) => {
    now += ms;
    if (now - start >= stopAt) stop.resolve("SIGINT");
  };
  return {
    waits: [] as number[],
    now: () => now,
    passed: () => now - start,
    passes,
    stopped: () => stop.promise,
    sleep(ms: number) {
      this.waits.push(ms);
      passes(ms);
      return Promise.resolve();
    },
  };
}

const PACE = { interval: 250, timeout: 1000 };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  return await Array.fromAsync(items);
}

/** When the looks began, in ms, what they took up, and how the rounds ended. */
async function looks(
  pace: typeof PACE,
  { takes = 0, ...options }: { readonly takes?: number; readonly stopAt?: number } = {},
) {
  const time = clock(options);
  const begun: number[] = [];
  const left: number[] = [];
  const found: Round<string>[] = await all(rounds(time, pace, (ms) => {
    begun.push(time.passed());
    left.push(ms);
    time.passes(takes);
    return Promise.resolve("x");
  }));
  return {
    begun,
    left,
    waits: time.waits,
    last: found.at(-1),
    lasts: found.filter(({ last }) => last).length,
  };
}

Deno.test("rounds() looks once in each interval, and once more when the time is up", async () => {
  const { begun, left, last, lasts } = await looks(PACE);
  assertEquals(begun, [0, 250, 500, 750, 1000]);
  assertEquals(left, [1000, 750, 500, 250, 0]);
  assertEquals([last, lasts], [{ found: "x", seconds: 1, last: true }, 1]);
});

Deno.test("rounds() counts the interval from the start of a look, and rests even where looks are slow", async () => {
  assertEquals((await looks(PACE, { takes: 100 })).begun, [0, 250, 500, 750, 1000]);
  assertEquals((await looks(PACE, { takes: 400 })).begun, [0, 450, 900, 1300]);
});

Deno.test("rounds() looks once where there is no time", async () => {
  const { begun, waits, last } = await looks({ ...PACE, timeout: 0 });
  assertEquals([begun, waits, last?.last], [[0], [], true]);
});

Deno.test("rounds() ends at once when somebody asks for the end, in a pause", async () => {
  const { begun, last } = await looks(PACE, { stopAt: 500 });
  assertEquals([begun, last], [[0, 250], { seconds: 0.5, last: true, signal: "SIGINT" }]);
});

Deno.test("rounds() ends at once when somebody asks for the end, in a look", async () => {
  const time = clock({ stopAt: 1 });
  const look = () => {
    time.passes(5);
    return new Promise<string>(() => {});
  };
  assertEquals(await all(rounds(time, PACE, look)), [
    { signal: "SIGINT", seconds: 0.005, last: true },
  ]);
});

Deno.test("rounds() passes on what goes wrong", async () => {
  const wrong = () => Promise.reject(new Error("no"));
  await assertRejects(() => all(rounds(clock(), PACE, wrong)), Error, "no");
});
