import { type Deadline, deadline } from "../../host/deadline.ts";
import { type Failure, isFailure } from "../../host/host.ts";
import { endOfHead } from "../../model/http_head.ts";
import type { Client } from "./client.ts";
import { joined } from "./http_body.ts";

/** Most bytes of a head, as of many servers. */
export const MOST_HEAD = 16_384;

/** That a client took too long. */
export const LATE: Failure = { failed: "ETIMEDOUT" };

/** What came of waiting for the head of a request. */
export interface ReadHead {
  /** The head, and what came with it. */
  readonly bytes: Uint8Array;
  /** Where the body begins; missing where the head never ended, or was longer than it may be. */
  readonly end?: number;
  readonly failure?: Failure;
}

/** Reads until a head ends, or the connection does, or the head is too long, or `patience` ms are over. */
export async function readHead(client: Client, patience: number): Promise<ReadHead> {
  const timer = deadline(patience);
  try {
    let bytes = new Uint8Array();
    for (;;) {
      const more = await readBefore(client, timer);
      if (isFailure(more)) return { bytes, failure: more };
      if (more === undefined) return { bytes };
      bytes = joined(bytes, more);
      // One byte, one character, so that the place in the text is the place in the bytes.
      const end = endOfHead(new TextDecoder("latin1").decode(bytes));
      if (end !== undefined) return { bytes, end };
      if (bytes.length > MOST_HEAD) return { bytes };
    }
  } finally {
    timer.cancel();
  }
}

/** The next bytes, or LATE after `patience` ms. */
export async function readWithin(
  client: Client,
  patience: number,
): Promise<Uint8Array | Failure | undefined> {
  const timer = deadline(patience);
  try {
    return await readBefore(client, timer);
  } finally {
    timer.cancel();
  }
}

async function readBefore(client: Client, { over }: Deadline) {
  const late = over.then((how) => how === "timed-out" ? LATE : undefined);
  return await Promise.race([client.read(), late]);
}
