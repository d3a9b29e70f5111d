import { assertEquals, assertThrows } from "@std/assert";
import {
  FIREWALL_FLAGS,
  rangesOf,
  surveyOptions,
  wordsFor,
} from "../../src/commands/firewall_words.ts";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("rangesOf() keeps ranges as they are, once for each protocol", () => {
  const words = (all: readonly string[], proto: "tcp" | "udp" | "all" = "tcp") =>
    rangesOf(all, { proto }).map(({ first, last, proto }) => `${first}-${last}/${proto}`);
  assertEquals(words(["80,3000-3010", ":443"]), ["80-80/tcp", "3000-3010/tcp", "443-443/tcp"]);
  assertEquals(words(["53"], "all"), ["53-53/tcp", "53-53/udp"]);
  assertEquals(words(["53/udp", "53/udp", "80"]), ["53-53/udp", "80-80/tcp"]);
  assertEquals(words(["1-65535"]), ["1-65535/tcp"]);
  assertEquals(words([]), []);
});

Deno.test("rangesOf() refuses addresses, more rules than anybody wants, and what is no port", () => {
  const many = Array.from({ length: 257 }, (_, i) => String(i + 1)).join(",");
  for (const word of ["localhost:80", "[::1]:80", many, "0", "80abc"]) {
    assertEquals(assertThrows(() => rangesOf([word], { proto: "tcp" }), Refusal).exit, 2);
  }
});

Deno.test("surveyOptions() ask one firewall where one is named", () => {
  assertEquals(surveyOptions({ probeTimeout: 5 }), { timeout: 5 });
  assertEquals(surveyOptions({ probeTimeout: 5, firewall: "pf" }), { timeout: 5, only: "pf" });
});

Deno.test("FIREWALL_FLAGS take strict addresses", () => {
  assertEquals(FIREWALL_FLAGS.from.parse?.("10.0.0.0/8"), { address: "10.0.0.0", prefix: 8 });
  assertThrows(() => FIREWALL_FLAGS.from.parse?.("somewhere"), Refusal, "'somewhere'");
});

Deno.test("wordsFor() keeps what the words mean something else without", () => {
  const flags = { dryRun: false, yes: true, proto: "tcp" } as const;
  assertEquals(wordsFor(["80"], flags), ["80"]);
  const more = { proto: "all", firewall: "ufw", from: { address: "10.0.0.0", prefix: 8 } } as const;
  assertEquals(
    wordsFor(["80"], { ...flags, ...more }).join(" "),
    "80 --proto all --from 10.0.0.0/8 --firewall ufw",
  );
});
