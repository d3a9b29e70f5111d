import { assertEquals, assertThrows } from "@std/assert";
import { parseList } from "../../src/commands/free/port_list.ts";
import { Refusal } from "../../src/model/refusal.ts";

Deno.test("parseList() reads lists and ranges in the grammar of every command", () => {
  assertEquals([...parseList("80,3000-3002,80").ports], [80, 3000, 3001, 3002]);
});

Deno.test("parseList() refuses what a flag is there for, and what makes no sense", () => {
  assertThrows(() => parseList("3000/udp"), Refusal, "--proto udp");
  assertThrows(() => parseList("localhost:3000"), Refusal, "--bind localhost");
  for (const word of ["", "0", "70000", "10-5", "80abc", "1,,2"]) {
    assertThrows(() => parseList(word), Refusal);
  }
});
