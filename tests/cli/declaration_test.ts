import { assertEquals } from "@std/assert";
import { flagName, PORT_WORDS, toggle } from "../../src/cli/declaration.ts";

Deno.test("flagName() writes a key as a flag", () => {
  assertEquals(flagName("json"), "json");
  assertEquals(flagName("probeTimeout"), "probe-timeout");
});

Deno.test("toggle() declares a flag that is off and has no --no- form", () => {
  const { kind, default: preset, withNegated } = toggle("Less");
  assertEquals([kind, preset, withNegated], ["boolean", false, false]);
});

Deno.test("PORT_WORDS takes one word or more, and leaves reading them to the command", () => {
  assertEquals([PORT_WORDS.kind, "minimum" in PORT_WORDS && PORT_WORDS.minimum], ["array", 1]);
  assertEquals(PORT_WORDS.kind === "array" && PORT_WORDS.parameter.parse("80abc"), "80abc");
});
