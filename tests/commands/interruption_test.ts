import { assertEquals, assertRejects } from "@std/assert";
import { Interruption } from "../../src/commands/interruption.ts";
import type { StopSignal } from "../../src/host/host.ts";

const forever = () => new Promise<string>(() => {});

/** An interruption, and how to bring it about. */
function make() {
  const stop = Promise.withResolvers<StopSignal>();
  return { stop, interruption: new Interruption({ stopped: () => stop.promise }) };
}

Deno.test("Interruption waits for work as long as nobody asks for the end", async () => {
  const { interruption } = make();
  assertEquals(await interruption.await(Promise.resolve("done")), "done");
  assertEquals(interruption.signal, undefined);
  await assertRejects(() => interruption.await(Promise.reject(new Error("no"))), Error, "no");
});

Deno.test("Interruption ends what is waited for, and what is waited for afterwards", async () => {
  const { stop, interruption } = make();
  const waiting = interruption.await(forever());
  stop.resolve("SIGTERM");
  assertEquals([await waiting, interruption.signal], [undefined, "SIGTERM"]);
  assertEquals(await interruption.await(forever()), undefined);
});

Deno.test("Interruption is not disturbed by work that fails when nobody waits for it any more", async () => {
  const { stop, interruption } = make();
  const work = Promise.withResolvers<string>();
  const waiting = interruption.await(work.promise);
  stop.resolve("SIGINT");
  assertEquals(await waiting, undefined);
  work.reject(new Error("too late"));
  await Promise.resolve();
});
