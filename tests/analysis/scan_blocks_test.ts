import { assertEquals } from "@std/assert";
import { countStatus, scanSummary, scanTable } from "../../src/analysis/scan_blocks.ts";
import { scanRow } from "../../src/analysis/scan.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";
import { quietMachine, socket } from "../../src/testing.ts";

const CONTEXT = { hintOf: () => undefined, protos: ["tcp"] } as const;
const machine = quietMachine({ sockets: [socket({ port: 80 })] });
const rows = [80, 81, 82].map((port) => scanRow(machine, { port, proto: "tcp" }, CONTEXT));

function words(counts: Partial<Parameters<typeof scanSummary>[1]>, on = machine): string {
  const blocks = scanSummary(on, { rows, silent: 0, others: 0, ...counts });
  return renderText({ blocks }, { color: false, ruler: simpleRuler }).trimEnd();
}

Deno.test("countStatus() counts how many ports stand how", () => {
  assertEquals(countStatus(rows), { listening: 1, free: 2 });
});

Deno.test("scanSummary() tells the counts, and what the table leaves out", () => {
  assertEquals(words({}), "1 listening, 2 free");
  assertEquals(words({ rows: [] }), "No port to show");
  assertEquals(words({ silent: 2 }).includes("2 other ports"), true);
  assertEquals(words({ others: 1 }).includes("1 UDP port not shown"), true);
});

Deno.test("scanSummary() says that no source answered", () => {
  const gaps = [{ fact: "sockets", source: "ss", reason: "ss is not installed" }] as const;
  assertEquals(words({}, quietMachine({ gaps })).includes("ss is not installed"), true);
});

Deno.test("scanTable() has a row for each port, with the user of an owner that has no name", () => {
  const hidden = quietMachine({ sockets: [socket({ port: 80, uid: 0, holders: [] })] });
  const rows = [80, 81].map((port) => scanRow(hidden, { port, proto: "tcp" }, CONTEXT));
  const text = renderText({ blocks: [scanTable(rows)] }, { color: false, ruler: simpleRuler });
  assertEquals(text.split("\n"), [
    "PORT  PROTO  STATUS     OWNER      PID  ADDRESS",
    "  80  tcp    listening  user root    -  0.0.0.0",
    "  81  tcp    free       -            -  -",
    "",
  ]);
});

Deno.test("scanTable() tells people the wildcard of both families from that of IPv6", () => {
  const both = quietMachine({
    sockets: [
      socket({ port: 80, address: "::", family: "dual" }),
      socket({ port: 81, address: "::", family: "ipv6" }),
    ],
  });
  const table = scanTable([80, 81].map((port) => scanRow(both, { port, proto: "tcp" }, CONTEXT)));
  const lines = renderText({ blocks: [table] }, { color: false, ruler: simpleRuler }).split("\n");
  assertEquals(lines.map((line) => / (\*|::)$/.exec(line)?.[1]), [undefined, "*", "::", undefined]);
});
