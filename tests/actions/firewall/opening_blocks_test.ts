import { assertEquals } from "@std/assert";
import { nftables } from "../../../src/actions/firewall/nftables.ts";
import {
  openedWords,
  openWords,
  otherWords,
} from "../../../src/actions/firewall/opening_blocks.ts";
import type { PortBlock } from "../../../src/actions/firewall/port_block.ts";
import type { Block } from "../../../src/model/report.ts";
import { textOf } from "../../commands/paper_world.ts";
import { blockOf } from "./paper_firewall.ts";

const lines = (blocks: readonly Block[]) =>
  textOf({ kind: "unblock", data: {}, blocks, gaps: [], exit: 0 }).trim().replaceAll("\n", " ")
    .split(/(?<=[.:]) (?=\d|T)/);
const placed = (block: PortBlock) => ({ block, firewall: nftables });
const SOME = placed(blockOf(80, { from: "10.0.0.0/8" }));

Deno.test("openWords() says what will be open to whom", () => {
  assertEquals(lines(openWords([SOME, placed(blockOf(81))], "This opens")), [
    "This opens 80/tcp for 10.0.0.0/8, by nftables; 81/tcp for everyone, by nftables:",
  ]);
});

Deno.test("openedWords() tells what is open from what is not", () => {
  assertEquals(lines(openedWords([SOME], [placed(blockOf(81))])), [
    "80/tcp is open again for 10.0.0.0/8, by nftables.",
    "81/tcp is still blocked by nftables.",
  ]);
});

Deno.test("otherWords() says what stays closed, and how to open it", () => {
  const range = blockOf(3000, { last: 3010, proto: "udp" });
  assertEquals(lines(otherWords({ wider: [placed(range)], near: [SOME] })), [
    "3000-3010/udp is blocked as a whole: portik unblock 3000-3010/udp opens all of it.",
    "80/tcp stays blocked for 10.0.0.0/8.",
  ]);
});
