import { assertEquals, assertThrows } from "@std/assert";
import { targetsOf } from "../../src/commands/targets.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { FLAGS } from "./paper_world.ts";

function targets(words: string, proto: "tcp" | "udp" | "all" = "tcp") {
  return targetsOf(words.split(" "), { ...FLAGS, proto });
}

function named(words: string, proto?: "tcp" | "udp" | "all"): string {
  return targets(words, proto).targets
    .map(({ port, proto, host }) => `${host === undefined ? "" : `${host}:`}${port}/${proto}`)
    .join(" ");
}

Deno.test("targetsOf() answers each port once, in the order of the words", () => {
  assertEquals(named("443 80"), "443/tcp 80/tcp");
  assertEquals(named("22,80 443"), "22/tcp 80/tcp 443/tcp");
  assertEquals(named("80-82"), "80/tcp 81/tcp 82/tcp");
  assertEquals(named("80 80 :80 79-81"), "80/tcp 79/tcp 81/tcp");
});

Deno.test("targetsOf() takes the protocol of the flags unless a word has its own", () => {
  assertEquals(named("53", "udp"), "53/udp");
  assertEquals(named("53", "all"), "53/tcp 53/udp");
  assertEquals(named("53/udp 80"), "53/udp 80/tcp");
  assertEquals(named("53/tcp", "all"), "53/tcp");
  assertEquals(targets("53/udp 80").protos, ["udp", "tcp"]);
});

Deno.test("targetsOf() keeps apart what is asked about different addresses", () => {
  assertEquals(named("127.0.0.1:80 [::1]:80 80"), "127.0.0.1:80/tcp ::1:80/tcp 80/tcp");
});

Deno.test("targetsOf() looks at whole ranges", () => {
  assertEquals(targets("22,3000-3010").ranges, [{ first: 22, last: 22 }, {
    first: 3000,
    last: 3010,
  }]);
});

Deno.test("targetsOf() refuses more ports than anybody reads", () => {
  assertEquals(targets("1-1024").targets.length, 1024);
  for (const words of ["1-1025", "1-65535", "1-600 1001-1600"]) {
    const error = assertThrows(() => targets(words), Refusal, "too many");
    assertEquals([error.code, error.exit], ["too-many-ports", 2]);
  }
});
