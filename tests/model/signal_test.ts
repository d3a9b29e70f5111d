import { assertEquals, assertThrows } from "@std/assert";
import { Refusal } from "../../src/model/refusal.ts";
import { escalates, parseSignal } from "../../src/model/signal.ts";

Deno.test("parseSignal() reads a signal with and without SIG, in any case, and by its number", () => {
  for (const word of ["TERM", "term", "SIGTERM", "sigterm", "15"]) {
    assertEquals(parseSignal(word), "SIGTERM", word);
  }
  assertEquals(["kill", "9", "int", "HUP", "usr2"].map(parseSignal), [
    "SIGKILL",
    "SIGKILL",
    "SIGINT",
    "SIGHUP",
    "SIGUSR2",
  ]);
});

Deno.test("parseSignal() refuses what is no signal, what ends nothing, and names of objects", () => {
  for (const word of ["", "NOPE", "0", "99", "-9", "STOP", "CONT", "SIGSTOP", "constructor"]) {
    const error = assertThrows(() => parseSignal(word), Refusal);
    assertEquals([error.code, error.exit], ["bad-signal", 2], word);
  }
});

Deno.test("escalates() is true for signals that ask a process to end", () => {
  assertEquals((["SIGTERM", "SIGINT", "SIGQUIT"] as const).every(escalates), true);
  assertEquals((["SIGHUP", "SIGUSR1", "SIGUSR2", "SIGKILL"] as const).some(escalates), false);
});
