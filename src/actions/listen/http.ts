import { type Failure, isFailure } from "../../host/host.ts";
import { headerOf, parseRequestHead, type RequestHead } from "../../model/http_head.ts";
import type { Client, Talk } from "./client.ts";
import { readBody } from "./http_body.ts";
import { LATE, MOST_HEAD, readHead, readWithin } from "./http_read.ts";

/** How long a client may take over the head of its request, and over each piece of its body, in ms. */
const PATIENCE = 30_000;

/** What a request is answered with. */
const OK = "ok\n";

/** How requests are taken. */
export interface HttpOptions {
  /** Most bytes of a body to keep. */
  readonly shown: number;
  /** Left out: half a minute. */
  readonly patience?: number;
}

/** A request that cannot be answered with 200. */
interface Bad {
  readonly status: 400 | 408 | 431;
  /** What the client did, as it follows its name. */
  readonly reason: string;
  readonly bytes: Uint8Array;
}

/** Answers one request with 200 and tells of it; the connection ends with the answer. */
export function talkHttp({ shown, patience = PATIENCE }: HttpOptions): Talk {
  return async (client) => {
    const { bytes, end, failure } = await readHead(client, patience);
    if (failure && failure !== LATE) return failure;
    // Whoever says nothing at all was only looking whether somebody listens.
    if (bytes.length === 0 && !failure) return undefined;
    const start = bytes.subarray(0, end);
    const bad = (status: Bad["status"], reason: string) =>
      refuse(client, { status, reason, bytes: start });
    if (failure) return await bad(408, "took too long over a request");
    if (start.length > MOST_HEAD) return await bad(431, "sent a head that is too long");
    const head = end === undefined ? undefined : parseRequestHead(new TextDecoder().decode(start));
    if (!head) return await bad(400, "sent what is no HTTP request");
    await encourage(client, head);
    const next = () => readWithin(client, patience);
    const body = await readBody(head, { first: bytes.subarray(end), next, most: shown });
    if (body === LATE) return await bad(408, "took too long over a body");
    if (typeof body === "string") return await bad(400, body);
    return isFailure(body)
      ? body
      : await accept(client, head, client.piece(body.start, body.length));
  };
}

/** Some clients wait with the body until they are told to go on (RFC 9110, section 10.1.1). */
async function encourage(client: Client, head: RequestHead): Promise<void> {
  if (!/^100-continue$/i.test(headerOf(head, "expect") ?? "")) return;
  await client.write(encode("HTTP/1.1 100 Continue\r\n\r\n"));
}

async function accept(
  client: Client,
  { method, target, headers }: RequestHead,
  body: ReturnType<Client["piece"]>,
): Promise<Failure | undefined> {
  const { connection, from, tally } = client;
  tally.requests++;
  const failure = await client.write(
    encode(responseOf(200, method === "HEAD" ? "" : OK, OK.length)),
  );
  const about = { event: "request", connection, from } as const;
  await client.tell({ ...about, method, target, headers, body, status: 200 });
  return failure;
}

async function refuse(
  client: Client,
  { status, reason, bytes }: Bad,
): Promise<Failure | undefined> {
  const { connection, from, piece } = client;
  const failure = await client.write(encode(responseOf(status, "", 0)));
  if (failure) return failure;
  await client.tell({ event: "bad-request", connection, from, status, reason, ...piece(bytes) });
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  408: "Request Timeout",
  431: "Request Header Fields Too Large",
};

function responseOf(status: number, body: string, length: number): string {
  return [
    `HTTP/1.1 ${status} ${REASONS[status] ?? ""}`,
    "Content-Type: text/plain",
    `Content-Length: ${length}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
