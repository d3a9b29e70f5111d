import { assert, assertEquals } from "@std/assert";
import { deadline } from "../../src/host/deadline.ts";

Deno.test("deadline() is over when the time is up", async () => {
  // A deadline does not keep a process alive; what it waits for does.
  const work = setTimeout(() => {}, 60_000);
  const start = performance.now();
  assertEquals(await deadline(20).over, "timed-out");
  assert(performance.now() - start >= 19);
  clearTimeout(work);
});

Deno.test("deadline() that is cancelled is over at once, and not timed out", async () => {
  const { over, cancel } = deadline(600_000);
  cancel();
  assertEquals(await over, "ok");
  cancel();
});

Deno.test("deadline() without any time is over at once", async () => {
  const { over, cancel } = deadline(0);
  cancel();
  assertEquals(await over, "timed-out");
});
