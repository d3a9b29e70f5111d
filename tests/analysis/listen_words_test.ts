import { assertEquals, assertStringIncludes } from "@std/assert";
import { ListenTally } from "../../src/analysis/listen_tally.ts";
import {
  eventBlocks,
  startWords,
  summaryBlocks,
  summarySentence,
} from "../../src/analysis/listen_words.ts";
import type { ListenEvent } from "../../src/model/listen_event.ts";
import type { Block } from "../../src/model/report.ts";
import { renderCsv } from "../../src/render/csv.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";

const show = (blocks: readonly Block[]) =>
  renderText({ blocks }, { width: undefined, color: false, ruler: simpleRuler });

const FROM = { address: "::1", port: 50_000 };
const CLIENT = { connection: 3, from: FROM };

/** Events, and what people read. */
const CASES: readonly (readonly [ListenEvent, string])[] = [
  [
    { event: "listening", proto: "udp", at: { address: "::", port: 80 } },
    "Listening on [::]:80/udp.",
  ],
  [{ event: "connected", ...CLIENT }, "#3 [::1]:50000 connected"],
  [
    { event: "received", ...CLIENT, bytes: 5, preview: "a\x1b[2J" },
    "#3 [::1]:50000 sent 5 bytes: a\\x1b[2J",
  ],
  [{ event: "closed", ...CLIENT, received: 1, sent: 0 }, "#3 [::1]:50000 closed after 1 byte"],
  [
    { event: "closed", ...CLIENT, received: 0, sent: 0, failed: "ECONNRESET" },
    "#3 [::1]:50000 broke off (ECONNRESET) after 0 bytes",
  ],
  [{ event: "turned-away", from: FROM }, "[::1]:50000 turned away: too many connections"],
  [{ event: "datagram", from: FROM, bytes: 0, preview: "" }, "[::1]:50000 sent 0 bytes"],
  [
    {
      event: "bad-request",
      ...CLIENT,
      status: 400,
      reason: "sent nonsense",
      bytes: 1,
      preview: "x",
    },
    "#3 [::1]:50000 sent nonsense: 1 byte: x",
  ],
];

Deno.test("eventBlocks() tells each event in a line that is harmless", () => {
  for (const [event, line] of CASES) assertEquals(show(eventBlocks(event, "print")), `${line}\n`);
});

Deno.test("eventBlocks() tells a request with its headers and body", () => {
  const headers = [{ name: "Host", value: "a\rb" }];
  const body = { bytes: 2, preview: "hi" };
  const request = { method: "PUT", target: "/x", headers, body, status: 200 };
  assertEquals(
    show(eventBlocks({ event: "request", ...CLIENT, ...request }, "http")),
    "#3 [::1]:50000 PUT /x\n    Host: a\\rb\n    body of 2 bytes: hi\n",
  );
});

Deno.test("startWords() says where a server is and what it does", () => {
  const at = { address: "::1", port: 80 };
  assertEquals(startWords(at, { proto: "udp", mode: "echo" }), [
    "Listening on [::1]:80/udp",
    ", sending back what comes.",
  ]);
});

Deno.test("summarySentence() tells what came, or that nothing did", () => {
  const tally = new ListenTally();
  assertEquals(summarySentence(tally.totals(), 1.25), "Got nothing in 1.3 s.");
  tally.add("::1", { connections: 1, bytes: 42 });
  tally.requests = 1;
  tally.sent = 3;
  tally.turnedAway = 2;
  tally.dropped = 1;
  assertEquals(
    summarySentence(tally.totals(), 12),
    "Got 1 connection, 1 request, 42 bytes from 1 address in 12 s; sent 3 bytes. " +
      "Turned away 2 connections. Lost 1 datagram that came too fast.",
  );
});

Deno.test("summaryBlocks() shows as many addresses as it may, and says how many more there are", () => {
  const tally = new ListenTally();
  for (let i = 0; i < 25; i++) tally.add(`10.0.0.${i}`, { datagrams: 1 });
  const shown = (most: number) => show(summaryBlocks(tally.totals(), 1, { most })).split("\n");
  assertEquals(shown(24).slice(-3), ["  10.0.0.23          1      0", "  and 1 more address", ""]);
  assertEquals(shown(Infinity).slice(-2), ["  10.0.0.24          1      0", ""]);
  assertEquals(shown(0), ["Got 25 datagrams, 0 bytes from 25 addresses in 1.0 s.", ""]);
});

Deno.test("summaryBlocks() shows people connections or datagrams, and programs both", () => {
  const tally = new ListenTally();
  tally.add("::1", { connections: 3, bytes: 5 });
  const blocks = summaryBlocks(tally.totals(), 1, { most: 20 });
  assertEquals(show(blocks).split("\n")[1], "  ADDRESS  CONNECTIONS  BYTES");
  assertEquals(renderCsv({ blocks }), "ADDRESS,CONNECTIONS,DATAGRAMS,BYTES\r\n::1,3,0,5\r\n");
});

Deno.test("summaryBlocks() tells that more addresses came than were told apart", () => {
  const tally = new ListenTally();
  for (let i = 0; i < 1001; i++) tally.add(`10.0.${i >> 8}.${i & 255}`, { connections: 1 });
  const [sentence, ...rest] = show(summaryBlocks(tally.totals(), 1, { most: 1 })).split("\n");
  assertStringIncludes(sentence ?? "", "from more than 1000 addresses");
  assertEquals(rest.at(-2), "  and more than 999 more addresses");
});
