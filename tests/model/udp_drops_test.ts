import { assertEquals } from "@std/assert";
import { parseUdpDrops } from "../../src/model/udp_drops.ts";

const HEAD =
  "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  " +
  "timeout inode ref pointer drops\n";
const row = (local: string, drops: number) =>
  ` 1263: ${local} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 3078440 2 ` +
  `00000000b6acd969 ${drops}      \n`;
const SIX = "00000000000000000000000000000000";

Deno.test("parseUdpDrops() reads the drops of the one socket on a port", () => {
  const tables = [HEAD + row("0100007F:9F70", 90644) + row("00000000:0035", 1), HEAD];
  assertEquals(parseUdpDrops(tables, 40816), 90644);
  assertEquals(parseUdpDrops([HEAD, HEAD + row(`${SIX}:0035`, 7)], 53), 7);
});

Deno.test("parseUdpDrops() says nothing of a port with no socket, or with several", () => {
  const tables = [HEAD + row("0100007F:0035", 3), HEAD + row(`${SIX}:0035`, 4)];
  assertEquals([parseUdpDrops(tables, 53), parseUdpDrops(tables, 54)], [0, 0]);
  assertEquals(parseUdpDrops([], 53), 0);
});
