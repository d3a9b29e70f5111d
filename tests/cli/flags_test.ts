import { assertEquals } from "@std/assert";
import { flagName, toggle } from "../../src/cli/declaration.ts";
import {
  enginesOf,
  flagsWith,
  outputOf,
  OUTPUTS,
  protosOf,
  SHARED_ALIASES,
  SHARED_FLAGS,
  sharedIn,
} from "../../src/cli/flags.ts";

Deno.test("outputOf() is text unless JSON or another form is asked for", () => {
  assertEquals(outputOf({ json: false }), "text");
  assertEquals(outputOf({ json: true }), "json");
  for (const output of OUTPUTS) assertEquals(outputOf({ json: false, output }), output);
  assertEquals(outputOf({ json: true, output: "ndjson" }), "ndjson");
});

Deno.test("protosOf() knows that all is both", () => {
  assertEquals(protosOf({ proto: "tcp" }), ["tcp"]);
  assertEquals(protosOf({ proto: "udp" }), ["udp"]);
  assertEquals(protosOf({ proto: "all" }), ["tcp", "udp"]);
});

Deno.test("enginesOf() asks engines as the evidence has it, unless it is told", () => {
  assertEquals(enginesOf({}), "auto");
  assertEquals(enginesOf({ docker: true }), "always");
  assertEquals(enginesOf({ docker: false }), "never");
});

Deno.test("SHARED_FLAGS are those that the contract promises", () => {
  assertEquals(Object.keys(SHARED_FLAGS).map(flagName), [
    ...["json", "output", "color", "proto", "docker", "from", "plugins", "no-plugins", "source"],
    ...["probe-timeout", "quiet", "verbose"],
  ]);
  assertEquals(SHARED_ALIASES, { o: "output", q: "quiet" });
});

Deno.test("SHARED_FLAGS each have one line without a full stop", () => {
  for (const [key, { brief }] of Object.entries(SHARED_FLAGS)) {
    assertEquals(/^[A-Z][^\n]*[^.]$/.test(brief), true, key);
  }
});

Deno.test("flagsWith() has a command's own flag in the place of a shared one of the same name", () => {
  const own = { mine: toggle("Mine"), from: toggle("Not a file") };
  const all = flagsWith(own);
  assertEquals([all.from, all.json], [own.from, SHARED_FLAGS.json]);
  assertEquals(Object.keys(all).slice(0, 2), ["mine", "from"]);
  assertEquals(flagsWith(), SHARED_FLAGS);
});

Deno.test("sharedIn() leaves out what means something else to the command", () => {
  const flags = { from: "10.0.0.0/8", quiet: true, mine: 1 };
  assertEquals(
    sharedIn(flags, { from: toggle("Not a file"), mine: toggle("Mine") }),
    {
      quiet: true,
      mine: 1,
    } as unknown as typeof flags,
  );
  assertEquals(sharedIn(flags, {}), flags);
});
