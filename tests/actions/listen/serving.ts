import type { Talk } from "../../../src/actions/listen/client.ts";
import { serveTcp } from "../../../src/actions/listen/tcp.ts";
import { ListenTally } from "../../../src/analysis/listen_tally.ts";
import type { ListenEvent } from "../../../src/model/listen_event.ts";
import { type Brought, fakeConnection, fakeServer } from "../../fake_connection.ts";

/** One client of a server on paper: what was told, and what it got. */
export async function converse(
  talk: Talk,
  pieces: readonly Brought[],
): Promise<{ events: ListenEvent[]; written: string; tally: ListenTally }> {
  const connection = fakeConnection(pieces);
  const tally = new ListenTally();
  const { events } = serveTcp(fakeServer([connection]), talk, { tally, shown: 64, most: 1 });
  return { events: await Array.fromAsync(events), written: connection.written(), tally };
}
