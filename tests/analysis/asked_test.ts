import { assertEquals } from "@std/assert";
import { askedBlocks, unseenBlocks } from "../../src/analysis/asked.ts";
import type { Asked, Gap } from "../../src/model/snapshot.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";

const ASKED: readonly Asked[] = [{ fact: "sockets", source: "/proc/net", milliseconds: 17 }];
const GAPS: readonly Gap[] = [
  { fact: "sockets", source: "ss", reason: "ss is not installed" },
  { fact: "owners", source: "/proc/net", reason: "needs root" },
];

function linesOf(blocks: ReturnType<typeof askedBlocks>): string[] {
  return renderText({ blocks }, { color: false, ruler: simpleRuler }).trimEnd().split("\n");
}

Deno.test("askedBlocks() tells who answered, after which wait, and who did not", () => {
  assertEquals(linesOf(askedBlocks({ asked: ASKED, gaps: GAPS })), [
    "Asked",
    "  sockets  /proc/net  answered; waited 17 ms",
    "  sockets  ss         ss is not installed",
    "  owners   /proc/net  needs root",
  ]);
});

Deno.test("askedBlocks() is silent where nobody was asked", () => {
  assertEquals(askedBlocks({ asked: [], gaps: [] }), []);
});

Deno.test("unseenBlocks() tells what no other source made up for", () => {
  assertEquals(linesOf(unseenBlocks({ gaps: GAPS, known: ["sockets"] })), [
    "Not seen: owners: needs root",
  ]);
  assertEquals(unseenBlocks({ gaps: GAPS, known: ["sockets", "owners"] }), []);
});

Deno.test("unseenBlocks() says nothing of sockets, whose absence the answer itself tells", () => {
  assertEquals(unseenBlocks({ gaps: GAPS.slice(0, 1), known: [] }), []);
});

Deno.test("unseenBlocks() says nothing of other namespaces, which are in nobody's way here", () => {
  const gap: Gap = { fact: "namespaces", source: "/proc", reason: "needs root" };
  assertEquals(unseenBlocks({ gaps: [gap], known: [] }), []);
});
