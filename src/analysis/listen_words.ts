import { formatEndpoint } from "../model/address.ts";
import type { ListenEvent, Piece } from "../model/listen_event.ts";
import type { Block, Span } from "../model/report.ts";
import type { Endpoint, Proto } from "../model/socket.ts";
import type { ListenTotals } from "./listen_tally.ts";
import { count } from "./sentence.ts";
import { tookWords } from "./wait_words.ts";

/** What a test server does with what it gets. */
export type ListenMode = "print" | "echo" | "http";

const MODES: Readonly<Record<ListenMode, string>> = {
  print: "",
  echo: ", sending back what comes",
  http: ", answering HTTP requests with 200",
};

/** Where a server is, and what it does: `Listening on [::1]:80/udp, sending back what comes.` */
export function startWords(at: Endpoint, { proto, mode }: ListenKind): readonly [string, string] {
  const place = `${formatEndpoint(at)}${proto === "udp" ? "/udp" : ""}`;
  return [`Listening on ${place}`, `${MODES[mode]}.`];
}

/** What sort of server it is. */
export interface ListenKind {
  readonly proto: Proto;
  readonly mode: ListenMode;
}

/** One event for people. */
export function eventBlocks(event: ListenEvent, mode: ListenMode): Block[] {
  switch (event.event) {
    case "listening": {
      const [place, does] = startWords(event.at, { proto: event.proto, mode });
      return [line({ text: place, tone: "strong" }, { text: does })];
    }
    case "connected":
      return [line(label(event), { text: " connected", tone: "dim" })];
    case "received":
      return [line(label(event), ...pieceSpans(" sent ", event))];
    case "request":
      return [
        line(label(event), { text: ` ${event.method} ${event.target}`, tone: "strong" }),
        ...event.headers.map(({ name, value }): Block => ({
          kind: "text",
          indent: 4,
          hang: 2,
          line: true,
          spans: [{ text: `${name}: `, tone: "dim" }, { text: value }],
        })),
        ...(event.body.bytes > 0 ? [line(...pieceSpans("    body of ", event.body))] : []),
      ];
    case "bad-request":
      return [
        line(label(event), { text: ` ${event.reason}`, tone: "warn" }, ...pieceSpans(": ", event)),
      ];
    case "closed": {
      const how = event.failed === undefined ? "closed" : `broke off (${event.failed})`;
      return [
        line(label(event), { text: ` ${how} after ${count(event.received, "byte")}`, tone: "dim" }),
      ];
    }
    case "turned-away":
      return [
        line({
          text: `${formatEndpoint(event.from)} turned away: too many connections`,
          tone: "warn",
        }),
      ];
    case "datagram":
      return [
        line({ text: formatEndpoint(event.from), tone: "accent" }, ...pieceSpans(" sent ", event)),
      ];
  }
}

/** What everything came to, as one sentence and, where something came, a table of at most `most` addresses. */
export function summaryBlocks(
  totals: ListenTotals,
  seconds: number,
  { most }: { readonly most: number },
): Block[] {
  const spans = [{ text: summarySentence(totals, seconds) }];
  const sentence: Block = { kind: "text", spans, line: true };
  if (most === 0) return [sentence];
  const { clients, moreClients } = totals;
  const more = Math.max(clients.length - most, 0);
  const words = `  and ${moreClients ? "more than " : ""}${
    count(more, "more address", "more addresses")
  }`;
  const rest = more > 0 || moreClients ? [line({ text: words, tone: "dim" })] : [];
  return [sentence, clientTable(totals, most), ...rest];
}

/** People see connections or datagrams, whichever came. */
function clientTable({ clients, connections }: ListenTotals, most: number): Block {
  const hidden = { forPrograms: true } as const;
  return {
    kind: "table",
    indent: 2,
    columns: [
      { title: "ADDRESS" },
      { title: "CONNECTIONS", align: "right", ...(connections === 0 ? hidden : {}) },
      { title: "DATAGRAMS", align: "right", ...(connections > 0 ? hidden : {}) },
      { title: "BYTES", align: "right" },
    ],
    rows: clients.slice(0, most).map(({ address, connections, datagrams, bytes }) =>
      [address, connections, datagrams, bytes].map((cell) => ({ text: `${cell}` }))
    ),
  };
}

/** `Got 3 connections and 42 bytes from 2 addresses in 12 s.` */
export function summarySentence(totals: ListenTotals, seconds: number): string {
  const { connections, requests, datagrams, bytesReceived, bytesSent, turnedAway, dropped } =
    totals;
  const time = `in ${tookWords(seconds)}`;
  const away = turnedAway > 0 ? ` Turned away ${count(turnedAway, "connection")}.` : "";
  const lost = dropped > 0 ? ` Lost ${count(dropped, "datagram")} that came too fast.` : "";
  if (connections + datagrams === 0) return `Got nothing ${time}.${away}${lost}`;
  const what = [
    ...(connections > 0 ? [count(connections, "connection")] : []),
    ...(requests > 0 ? [count(requests, "request")] : []),
    ...(datagrams > 0 ? [count(datagrams, "datagram")] : []),
    count(bytesReceived, "byte"),
  ].join(", ");
  const from = `${totals.moreClients ? "more than " : ""}${
    count(totals.clients.length, "address", "addresses")
  }`;
  const sent = bytesSent > 0 ? `; sent ${count(bytesSent, "byte")}` : "";
  return `Got ${what} from ${from} ${time}${sent}.${away}${lost}`;
}

function line(...spans: readonly Span[]): Block {
  return { kind: "text", spans, hang: 2, line: true };
}

function label(
  { connection, from }: { readonly connection: number; readonly from: Endpoint },
): Span {
  return { text: `#${connection} ${formatEndpoint(from)}`, tone: "accent" };
}

function pieceSpans(before: string, { bytes, preview }: Piece): Span[] {
  return [
    { text: `${before}${count(bytes, "byte")}${preview === "" ? "" : ": "}` },
    ...(preview === "" ? [] : [{ text: preview, tone: "strong" } as const]),
  ];
}
