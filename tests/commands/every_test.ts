import { assertEquals, assertRejects } from "@std/assert";
import type { StopSignal } from "../../src/host/host.ts";
import { every } from "../../src/commands/every.ts";

/** A clock that notes how long is waited, and what ends the waiting. */
function clock({ stopAfter = Infinity, closeAfter = Infinity } = {}) {
  const waits: number[] = [];
  const stop = Promise.withResolvers<StopSignal>();
  return {
    waits,
    stop: () => stop.resolve("SIGTERM"),
    sleep(ms: number): Promise<void> {
      waits.push(ms);
      if (waits.length >= stopAfter) stop.resolve("SIGTERM");
      return Promise.resolve();
    },
    stopped: () => stop.promise,
    outputClosed: () => waits.length >= closeAfter,
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function counter(): () => Promise<number> {
  let number = 0;
  return () => Promise.resolve(++number);
}

Deno.test("every() works, waits and works again until it is asked to end", async () => {
  const time = clock({ stopAfter: 3 });
  assertEquals(await all(every(time, 300, counter())), [1, 2, 3]);
  assertEquals(time.waits, [300, 300, 300]);
});

Deno.test("every() looks each second whether anybody reads, however long it waits", async () => {
  const time = clock({ closeAfter: 3 });
  assertEquals(await all(every(time, 3_600_000, counter())), [1]);
  assertEquals(time.waits, [1000, 1000, 1000]);
  const short = clock({ stopAfter: 3 });
  await all(every(short, 2500, counter()));
  assertEquals(short.waits, [1000, 1000, 500]);
});

Deno.test("every() works once where nobody reads from the start", async () => {
  assertEquals(await all(every(clock({ closeAfter: 0 }), 100, counter())), [1]);
});

Deno.test("every() does not wait for work that is under way when it is asked to end", async () => {
  const time = clock();
  const work = () => {
    time.stop();
    return new Promise<number>(() => {});
  };
  assertEquals(await all(every(time, 100, work)), []);
});

Deno.test("every() passes on what goes wrong", async () => {
  const wrong = () => Promise.reject(new Error("no"));
  await assertRejects(() => all(every(clock(), 100, wrong)), Error, "no");
});
