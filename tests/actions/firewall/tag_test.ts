import { assertEquals } from "@std/assert";
import { formatTag, parseTag } from "../../../src/actions/firewall/tag.ts";
import { blockOf, untimed } from "./paper_firewall.ts";

Deno.test("formatTag() says it all, and parseTag() reads it", () => {
  const blocks = [
    blockOf(8080),
    untimed(blockOf(8080)),
    blockOf(30000, {
      ...{ last: 30010, proto: "udp", verdict: "drop", loopback: true },
      from: "2001:db8:aaaa:bbbb:cccc:dddd:eeee:fffe/127",
    }),
  ];
  for (const block of blocks) assertEquals(parseTag(formatTag(block)), block);
  const [longest = ""] = blocks.slice(-1).map(formatTag);
  assertEquals([longest.length <= 120, longest.includes('"')], [true, false]);
});

Deno.test("parseTag() reads nothing else", () => {
  const words = [
    "portik",
    "portik reject 0/tcp from everyone",
    "portik reject 80/tcp from somewhere",
    "portik allow 80/tcp from everyone",
    "portik reject 80/sctp from everyone",
    "portik reject 80/tcp from everyone since yesterday",
    " portik reject 80/tcp from everyone",
    "mine",
  ];
  for (const word of words) assertEquals(parseTag(word), undefined, word);
});
