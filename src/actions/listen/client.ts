import type { ListenTally } from "../../analysis/listen_tally.ts";
import { deadline } from "../../host/deadline.ts";
import { type Failure, isFailure } from "../../host/host.ts";
import type { Mailbox } from "../../host/mailbox.ts";
import type { Connection } from "../../host/servers.ts";
import type { ListenEvent, Piece } from "../../model/listen_event.ts";
import { previewOf } from "../../model/preview.ts";
import type { Endpoint } from "../../model/socket.ts";

/** One client of a test server, with everything that it sends and gets counted. */
export interface Client {
  /** Its number, from 1. */
  readonly connection: number;
  readonly from: Endpoint;
  read(): Promise<Uint8Array | Failure | undefined>;
  write(bytes: Uint8Array): Promise<Failure | undefined>;
  /** Tells of an event, when there is room for it. */
  tell(event: ListenEvent): Promise<void>;
  /** How many bytes there are and how they begin; `length`: of the whole, where they are only its start. */
  piece(bytes: Uint8Array, length?: number): Piece;
  readonly tally: ListenTally;
}

/** What a server does with one client until that is gone: the failure that ended it, if one did. */
export type Talk = (client: Client) => Promise<Failure | undefined>;

/** What it takes to attend to a client. */
export interface Attendance {
  /** The number of the client, from 1. */
  readonly number: number;
  readonly tally: ListenTally;
  /** Most bytes that are shown of what comes at once. */
  readonly shown: number;
  readonly events: Mailbox<ListenEvent>;
}

/** Attends to one client from its coming to its going. */
export async function attend(
  connection: Connection,
  talk: Talk,
  { number, tally, shown, events }: Attendance,
): Promise<void> {
  const about = { connection: number, from: connection.remote };
  const sums = { received: 0, sent: 0 };
  const client: Client = {
    ...about,
    tally,
    tell: (event) => events.put(event),
    piece: (bytes, length = bytes.length) => ({
      bytes: length,
      preview: previewOf(bytes, { most: shown, length }),
    }),
    async read() {
      const bytes = await connection.read();
      if (bytes === undefined || isFailure(bytes)) return bytes;
      sums.received += bytes.length;
      tally.add(about.from.address, { bytes: bytes.length });
      return bytes;
    },
    async write(bytes) {
      const failure = await connection.write(bytes);
      if (failure) return failure;
      sums.sent += bytes.length;
      tally.sent += bytes.length;
    },
  };
  tally.add(about.from.address, { connections: 1 });
  await events.put({ event: "connected", ...about });
  const failure = await talk(client);
  if (!failure) await takeLeave(connection, client);
  connection.close();
  await events.put({ event: "closed", ...about, ...sums, ...failure });
}

/** How long a client that has been told goodbye may go on, in ms, and how many bytes it may send. */
const LEAVE = { ms: 1000, bytes: 1_048_576 } as const;

/**
 * Says goodbye and takes what still comes: on a socket that is closed with bytes unread, the kernel throws
 * away what the client has not fetched yet (RFC 9112, section 9.6).
 */
async function takeLeave(connection: Connection, { read }: Client): Promise<void> {
  await connection.end();
  const timer = deadline(LEAVE.ms);
  timer.over.then((how) => how === "timed-out" && connection.close());
  for (let left: number = LEAVE.bytes; left > 0;) {
    const bytes = await read();
    if (bytes === undefined || isFailure(bytes)) break;
    left -= bytes.length;
  }
  timer.cancel();
}
