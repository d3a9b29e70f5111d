import { assert, assertEquals } from "@std/assert";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("Refusal exits with 2 and has no hint unless it is said otherwise", () => {
  const refusal = new Refusal("bad-port", "'0' is not a port");
  assertEquals([refusal.code, refusal.message, refusal.exit], ["bad-port", "'0' is not a port", 2]);
  assertEquals(refusal.hint, undefined);
  const other = new Refusal("cannot-write", "The disk is full", { exit: 5, hint: "Make room" });
  assertEquals([other.exit, other.hint], [5, "Make room"]);
});

Deno.test("Refusal is an error, and one can tell it from a bug", () => {
  const refusal: unknown = new Refusal("bad-port", "'0' is not a port");
  assert(refusal instanceof Error && refusal instanceof Refusal);
  assertEquals(`${refusal}`, "Refusal: '0' is not a port");
  assertEquals(new TypeError("bug") instanceof Refusal, false);
});
