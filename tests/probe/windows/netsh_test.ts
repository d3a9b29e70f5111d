import { assertEquals } from "@std/assert";
import { parseDynamicPorts, parseExcludedRanges } from "../../../src/probe/windows/netsh.ts";
import { recorded } from "../paper.ts";

function ranges(file: string) {
  return parseExcludedRanges(recorded(`windows-netsh/${file}.txt`), "tcp");
}

Deno.test("parseExcludedRanges() reads ranges by their numbers in every language", () => {
  assertEquals(ranges("excluded_tcp_english"), [
    { proto: "tcp", first: 5357, last: 5357 },
    { proto: "tcp", first: 5433, last: 5532 },
    { proto: "tcp", first: 50000, last: 50059, administered: true },
  ]);
  const ends = (file: string) => ranges(file).map(({ first, last }) => [first, last]);
  assertEquals(ends("excluded_tcp_chinese_cp936"), [[1145, 1244], [28385, 28385], [50000, 50059]]);
  assertEquals(ends("excluded_tcp_spanish_cp850"), [[5357, 5357], [50000, 50059]]);
});

Deno.test("parseExcludedRanges() finds none in what is no table", () => {
  assertEquals(parseExcludedRanges("", "udp"), []);
  assertEquals(parseExcludedRanges("The request is not supported.\r\n", "udp"), []);
});

Deno.test("parseDynamicPorts() reads where outgoing ports begin, and how many there are", () => {
  const read = (file: string) => parseDynamicPorts(recorded(`windows-netsh/${file}.txt`));
  assertEquals(read("dynamic_english"), { first: 49152, last: 65535 });
  assertEquals(read("dynamic_chinese_cp936"), { first: 1024, last: 15000 });
  assertEquals(parseDynamicPorts(""), undefined);
});
