import { assert, assertEquals, assertRejects } from "@std/assert";
import { listen } from "../../src/commands/listen/mod.ts";
import type { Servers, UdpServer } from "../../src/host/servers.ts";
import { Mailbox } from "../../src/host/mailbox.ts";
import type { Datagram } from "../../src/host/servers.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { isStream, type Report } from "../../src/model/report.ts";
import type { Endpoint } from "../../src/model/socket.ts";
import { renderCsv } from "../../src/render/csv.ts";
import { renderJson } from "../../src/render/json.ts";
import { type Brought, fakeConnection, fakeServer } from "../fake_connection.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { assertAllKeys } from "./literal_world.ts";
import { FLAGS, paperWorld, type WorldChoices } from "./paper_world.ts";

/** How a server is started, and what is done with each thing that it tells. */
interface Listen extends WorldChoices {
  readonly each?: (report: Report) => void;
  readonly word?: string;
  readonly flags?: Partial<typeof FLAGS> & {
    readonly echo?: boolean;
    readonly http?: boolean;
    readonly for?: number;
    readonly count?: number;
  };
}

const REFUSED = () => Promise.resolve({ failed: "EADDRINUSE" });
const FOREVER = () => new Promise<void>(() => {});
const FROM = { address: "::1", port: 50_000 };

/** Servers on paper to which these come; they note where they were to listen. */
function serversFor(clients: readonly (readonly Brought[])[], datagrams: readonly string[]) {
  const places: Endpoint[] = [];
  const udp = new Mailbox<Datagram>(100);
  for (const text of datagrams) udp.offer({ remote: FROM, bytes: new TextEncoder().encode(text) });
  const udpServer: UdpServer = {
    local: { address: "fe80::1", zone: "eth0", port: 8080 },
    datagrams: udp,
    dropped: () => 2,
    send: () => Promise.resolve(undefined),
    close: () => udp.close(),
  };
  const servers: Servers = {
    listenTcp(at) {
      places.push(at);
      return Promise.resolve(fakeServer(clients.map((pieces) => fakeConnection(pieces))));
    },
    listenUdp: () => Promise.resolve(udpServer),
    connect: REFUSED,
  };
  return { places, servers };
}

/** Everything that a server on paper tells. */
async function serve(
  { clients = [], datagrams = [] }: {
    readonly clients?: readonly (readonly Brought[])[];
    readonly datagrams?: readonly string[];
  },
  { word, flags = {}, each = () => {}, ...choices }: Listen = {},
) {
  const { places, servers } = serversFor(clients, datagrams);
  const world = paperWorld({ sleep: FOREVER, hands: { servers }, ...choices });
  const all = { ...FLAGS, echo: false, http: false, ...flags };
  const answer = await listen.run({ ...world, flags: all }, all, word);
  const reports: Report[] = [];
  for await (const report of isStream(answer) ? answer : [answer]) {
    reports.push(report);
    each(report);
  }
  for (const report of reports) assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
  const last = reports.at(-1);
  assert(last?.kind === "listen");
  const complaints = world.host.complaints();
  return { reports, places, last, complaints, text: reports.map(shown).join("") };
}

/** A report as it goes into a pipe. */
function shown(report: Report): string {
  return renderText(report, { width: undefined, color: false, ruler: simpleRuler });
}

const GET = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

Deno.test("listen tells what comes, and sums up after so many connections", async () => {
  const { text, last } = await serve({ clients: [["hi\x1b"]] }, { flags: { count: 1 } });
  assertEquals(text.split("\n"), [
    "Listening on 127.0.0.1:8080.",
    "#1 127.0.0.1:50000 connected",
    "#1 127.0.0.1:50000 sent 3 bytes: hi\\x1b",
    "#1 127.0.0.1:50000 closed after 3 bytes",
    "Got 1 connection, 3 bytes from 1 address in 0.0 s.",
    "  ADDRESS    CONNECTIONS  BYTES",
    "  127.0.0.1            1      3",
    "",
  ]);
  assertEquals([last.exit, (last.data as { endedBy: string }).endedBy], [0, "count"]);
});

Deno.test("listen is on loopback unless an address is given", async () => {
  for (const [word, address] of [[undefined, "127.0.0.1"], ["[::]:80", "::"]] as const) {
    const choices = { stopped: Promise.resolve(), ...(word === undefined ? {} : { word }) };
    assertEquals((await serve({}, choices)).places[0]?.address, address);
  }
});

Deno.test("listen shows more of what comes with --verbose", async () => {
  const clients = [["x".repeat(5000)]];
  const length = async (verbose: boolean) => {
    const { text } = await serve({ clients }, { flags: { count: 1, verbose } });
    return /: (x+)…/.exec(text)?.[1]?.length;
  };
  assertEquals([await length(false), await length(true)], [256, 4096]);
});

Deno.test("listen --http answers requests and prints them", async () => {
  const { text } = await serve({ clients: [[GET]] }, { flags: { http: true, count: 1 } });
  assert(text.includes("#1 127.0.0.1:50000 GET /x\n    Host: a\n"), text);
  assert(text.includes("Got 1 connection, 1 request, 28 bytes from 1 address in 0.0 s; sent "));
});

Deno.test("listen takes UDP, and tells what was lost", async () => {
  const { text } = await serve({ datagrams: ["one", ""] }, { word: "80/udp", flags: { count: 2 } });
  assert(text.startsWith("Listening on [fe80::1%eth0]:8080/udp.\n"), text);
  assert(text.includes("[::1]:50000 sent 3 bytes: one\n[::1]:50000 sent 0 bytes\n"), text);
  assert(text.includes("Lost 2 datagrams that came too fast."), text);
});

Deno.test("listen ends when somebody asks for it, and tells what became of its clients", async () => {
  const stop = Promise.withResolvers<void>();
  const each = (report: Report) => {
    if (shown(report).includes("connected")) stop.resolve();
  };
  const { last, text } = await serve({ clients: [["hang"]] }, { stopped: stop.promise, each });
  assertEquals([last.exit, (last.data as { endedBy: string }).endedBy], [0, "signal"]);
  assert(text.includes("#1 127.0.0.1:50000 closed after 0 bytes\nGot 1 connection"), text);
});

Deno.test("listen --for ends in time, with 1 where --count has not come", async () => {
  const sleep = (ms: number) => ms === 5000 ? Promise.resolve() : FOREVER();
  const { last } = await serve({}, { sleep, flags: { for: 5000 } });
  assertEquals([last.exit, (last.data as { endedBy: string }).endedBy], [0, "time"]);
  assertEquals((await serve({}, { sleep, flags: { for: 5000, count: 1 } })).last.exit, 1);
});

Deno.test("listen ends when nobody reads it any more", async () => {
  const { last } = await serve({}, { outputClosed: () => true });
  assertEquals((last.data as { endedBy: string }).endedBy, "reader");
});

Deno.test("listen answers with the sum alone where one answer is wanted, and --quiet is brief", async () => {
  const clients = [["hi"]];
  for (const form of [{ json: true }, { output: "csv" }] as const) {
    const { reports, complaints } = await serve({ clients }, { flags: { count: 1, ...form } });
    assertEquals([reports.length, complaints], [1, "portik: Listening on 127.0.0.1:8080.\n"]);
    const brief = await serve({ clients }, { flags: { count: 1, quiet: true, ...form } });
    assertEquals(brief.complaints, "");
  }
  const quiet = await serve({ clients }, { flags: { count: 1, quiet: true } });
  const start = "Listening on 127.0.0.1:8080.\n";
  assertEquals(quiet.text, `${start}Got 1 connection, 2 bytes from 1 address in 0.0 s.\n`);
});

Deno.test("listen -o csv has a row for every address", async () => {
  const flags = { count: 1, output: "csv" } as const;
  const { last } = await serve({ clients: [["hi"]] }, { flags });
  assertEquals(renderCsv(last).split("\r\n")[1], "127.0.0.1,1,0,2");
});

Deno.test("listen writes every key of its schemas", async () => {
  const flags = { json: true, verbose: true, count: 3 };
  const lost = ["x", { failed: "ECONNRESET" }];
  const tcp = await serve({ clients: [[GET], ["no\r\n\r\n"], lost] }, {
    flags: { ...flags, http: true },
  });
  const print = await serve({ clients: [["x"]] }, { flags: { ...flags, count: 1 } });
  const link = { address: "fe80::1", zone: "eth0", port: 5 };
  const away = eventOf({ event: "turned-away", from: link });
  const udp = await serve({ datagrams: ["x", "y", "z"] }, { flags, word: "8080/udp" });
  const reports = [...tcp.reports, ...print.reports, ...udp.reports];
  assertAllKeys("listen", ...reports);
  assertAllKeys("listen-event", ...reports, away);
});

function eventOf(event: object): Report {
  const data = { time: "2026-01-01T00:00:00.000Z", ...event };
  return { kind: "listen-event", data, blocks: [], gaps: [], exit: 0 };
}

Deno.test("listen refuses a port that it cannot have, and flags that say different things", async () => {
  const world = paperWorld({
    hands: { servers: { listenTcp: REFUSED, listenUdp: REFUSED, connect: REFUSED } },
  });
  const flags = { ...FLAGS, echo: false, http: false };
  const told = async () => {
    const answer = await listen.run(world, { ...flags, json: true }, "3000");
    assert(!isStream(answer));
  };
  const { exit, code } = await assertRejects(told, Refusal);
  assertEquals([exit, code], [5, "bind-failed"]);
  await assertRejects(
    async () => await listen.run(world, { ...flags, echo: true, http: true }),
    Refusal,
  );
});
