import { deadline } from "../host/deadline.ts";
import { type Failure, isFailure } from "../host/host.ts";
import type { Connection, Servers } from "../host/servers.ts";
import { formatEndpoint } from "../model/address.ts";
import { parseStatus } from "../model/http_head.ts";
import type { Endpoint } from "../model/socket.ts";

/** Most of an answer that is read to find its status. */
const MOST = 65_536;

/** What is asked for, and how long that may take. */
export interface HttpAsk {
  /** Path and query, percent-encoded. */
  readonly path: string;
  /** The name that the server is called by; left out: its address. */
  readonly name?: string;
  /** Milliseconds for everything: connecting, asking, and the first line of the answer. */
  readonly patience: number;
}

/**
 * The status of a plain HTTP GET, or why there is none: an errno name; ETIMEDOUT; `CLOSED` where the server
 * hangs up instead of answering; `TLS` or `NOT_HTTP` where it speaks something else. No proxy is asked, no
 * redirect followed, and the body is left unread.
 */
export async function httpGet(
  servers: Servers,
  at: Endpoint,
  { path, name, patience }: HttpAsk,
): Promise<number | Failure> {
  const timer = deadline(patience);
  const connection = await servers.connect(at, patience);
  if (isFailure(connection)) {
    timer.cancel();
    return connection;
  }
  const late = timer.over.then((how) => how === "timed-out" ? { failed: "ETIMEDOUT" } : undefined);
  const host = name === undefined ? formatEndpoint(at) : `${name}:${at.port}`;
  const answer = await Promise.race([ask(connection, `GET ${path}`, host), late]);
  timer.cancel();
  connection.close();
  return answer ?? { failed: "ETIMEDOUT" };
}

async function ask(
  connection: Connection,
  what: string,
  host: string,
): Promise<number | Failure> {
  const headers = [`Host: ${host}`, "User-Agent: portik", "Accept: */*", "Connection: close"];
  const request = [`${what} HTTP/1.1`, ...headers, "", ""].join("\r\n");
  const failure = await connection.write(new TextEncoder().encode(request));
  if (failure) return failure;
  const decoder = new TextDecoder("latin1");
  for (let text = ""; text.length < MOST;) {
    const bytes = await connection.read();
    if (isFailure(bytes)) return bytes;
    if (bytes === undefined) return { failed: text === "" ? "CLOSED" : "NOT_HTTP" };
    text += decoder.decode(bytes, { stream: true });
    const status = parseStatus(text);
    if (status === "none") return { failed: isTls(text) ? "TLS" : "NOT_HTTP" };
    if (status !== "more") return status;
  }
  return { failed: "NOT_HTTP" };
}

/** An alert or a handshake of TLS: its type, then version 3 (RFC 8446, section 5.1). */
function isTls(text: string): boolean {
  return text.startsWith("\x15\x03") || text.startsWith("\x16\x03");
}
