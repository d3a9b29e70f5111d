import { type Failure, isFailure } from "../../host/host.ts";
import { ChunkedBody } from "../../model/chunked.ts";
import { headerOf, type RequestHead } from "../../model/http_head.ts";

/** The start of a body, and how long the whole of it is, without the framing of chunks. */
export interface Body {
  readonly start: Uint8Array;
  readonly length: number;
}

/** How a body is read. */
export interface BodySource {
  /** Bytes that came with the head. */
  readonly first: Uint8Array;
  /** The next bytes; undefined at the end of the connection. */
  next(): Promise<Uint8Array | Failure | undefined>;
  /** Most bytes to keep of its start. */
  readonly most: number;
}

/** Takes the bytes of a body, returns those that are content, and says when there is enough. */
interface Framing {
  readonly state: "more" | "done" | "bad";
  take(bytes: Uint8Array): readonly Uint8Array[];
}

/**
 * Reads a body to its end and keeps only how it begins (RFC 9112, section 6). Where it is none, the answer
 * says in words what is wrong with the request.
 */
export async function readBody(
  head: RequestHead,
  { first, next, most }: BodySource,
): Promise<Body | Failure | string> {
  const framing = framingOf(head);
  if (framing === undefined) return "sent a Content-Length that is no number";
  let start = new Uint8Array();
  let length = 0;
  for (let bytes: Uint8Array | Failure | undefined = first;; bytes = await next()) {
    if (bytes === undefined) return "hung up in the middle of a body";
    if (isFailure(bytes)) return bytes;
    for (const piece of framing.take(bytes)) {
      length += piece.length;
      if (start.length < most) start = joined(start, piece.subarray(0, most - start.length));
    }
    if (framing.state === "bad") return "sent a body in chunks that are none";
    if (framing.state === "done") return { start, length };
  }
}

/** Chunks overrule a length (RFC 9112, section 6.3). */
function framingOf(head: RequestHead): Framing | undefined {
  if (/\bchunked\b/i.test(headerOf(head, "transfer-encoding") ?? "")) return new ChunkedBody();
  const length = headerOf(head, "content-length") ?? "0";
  return /^\d{1,15}$/.test(length) ? new CountedBody(Number(length)) : undefined;
}

class CountedBody implements Framing {
  #left: number;

  constructor(length: number) {
    this.#left = length;
  }

  get state() {
    return this.#left === 0 ? "done" : "more";
  }

  take(bytes: Uint8Array): readonly Uint8Array[] {
    const piece = bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    return [piece];
  }
}

/** Two pieces in one. */
export function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
