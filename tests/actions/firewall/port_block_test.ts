import { assertEquals } from "@std/assert";
import {
  familiesOf,
  fromText,
  isForLoopback,
  isSame,
  portsText,
  portText,
  targetText,
} from "../../../src/actions/firewall/port_block.ts";
import { blockOf, untimed } from "./paper_firewall.ts";

const RANGE = blockOf(3000, { last: 3010, proto: "udp", from: "10.0.0.0/8" });

Deno.test("a block is named by its ports, its protocol and its clients", () => {
  assertEquals([portsText(RANGE), portText(RANGE), fromText(RANGE)], [
    "3000-3010",
    "3000-3010/udp",
    "10.0.0.0/8",
  ]);
  assertEquals(targetText(blockOf(80)), "80/tcp from everyone");
});

Deno.test("isSame() compares what a block does, whenever it was made", () => {
  assertEquals(isSame(RANGE, untimed(RANGE)), true);
  const others = [{ verdict: "drop" }, { loopback: true }, { last: 3011 }, {
    proto: "tcp",
  }] as const;
  for (const change of others) assertEquals(isSame(RANGE, { ...RANGE, ...change }), false);
});

Deno.test("isForLoopback() and familiesOf() go by the clients", () => {
  const froms = [undefined, "127.0.0.0/8", "::1", "10.0.0.0/8", "::/0"].map((from) =>
    blockOf(80, from === undefined ? {} : { from })
  );
  assertEquals(froms.map(isForLoopback), [false, true, true, false, false]);
  assertEquals(froms.map((one) => familiesOf(one).join("+")), [
    "ipv4+ipv6",
    "ipv4",
    "ipv6",
    "ipv4",
    "ipv6",
  ]);
});
