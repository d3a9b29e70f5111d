import { assertEquals } from "@std/assert";
import { denoHands } from "../../../src/host/deno/hands.ts";

// What needs permissions is in tests/live.

Deno.test("denoHands cannot signal without permission", () => {
  assertEquals(denoHands.signal(1, "SIGTERM"), { failed: "EPERM" });
});
