import { assertEquals } from "@std/assert";
import { lift } from "../../../src/actions/firewall/lifting.ts";
import { targetText } from "../../../src/actions/firewall/port_block.ts";
import { parseNetwork } from "../../../src/model/network.ts";
import { blockOf } from "./paper_firewall.ts";

const BLOCKS = [
  blockOf(80),
  blockOf(80, { from: "10.0.0.0/8" }),
  blockOf(80, { proto: "udp" }),
  blockOf(3000, { last: 3010 }),
  blockOf(3005),
];

function lifted(first: number, last: number, from?: string) {
  const asked = {
    first,
    last,
    proto: "tcp" as const,
    ...(from ? { from: parseNetwork(from) } : {}),
  };
  const { gone, wider, near } = lift(asked, BLOCKS);
  return [gone, wider, near].map((ones) => ones.map(targetText));
}

Deno.test("lift() takes away whatever lies within the ports, whomever it is for", () => {
  const udp = "80/udp from everyone";
  assertEquals(lifted(80, 80), [["80/tcp from everyone", "80/tcp from 10.0.0.0/8"], [], [udp]]);
  assertEquals(lifted(80, 80, "10.0.0.0/8"), [["80/tcp from 10.0.0.0/8"], [], [
    "80/tcp from everyone",
    udp,
  ]]);
  assertEquals(lifted(1, 65535)[0]?.length, 4);
  assertEquals(lifted(81, 90), [[], [], []]);
});

Deno.test("lift() leaves a block that closes more than was named", () => {
  const range = "3000-3010/tcp from everyone";
  assertEquals(lifted(3005, 3005), [["3005/tcp from everyone"], [range], []]);
  assertEquals(lifted(3000, 3009), [["3005/tcp from everyone"], [range], []]);
  assertEquals(lifted(3000, 3010)[1], []);
});
