import { assertEquals } from "@std/assert";
import { attend, type Talk } from "../../../src/actions/listen/client.ts";
import { ListenTally } from "../../../src/analysis/listen_tally.ts";
import { Mailbox } from "../../../src/host/mailbox.ts";
import type { ListenEvent } from "../../../src/model/listen_event.ts";
import { type Brought, fakeConnection } from "../../fake_connection.ts";

/** What is told of a client, and how its connection ends. */
async function meet(pieces: readonly Brought[], talk: Talk) {
  const connection = fakeConnection(pieces);
  const events = new Mailbox<ListenEvent>(64);
  const tally = new ListenTally();
  await attend(connection, talk, { number: 7, tally, shown: 3, events });
  events.close();
  return { told: await Array.fromAsync(events), tally, connection };
}

const CLIENT = { connection: 7, from: { address: "127.0.0.1", port: 50_000 } };

Deno.test("attend() tells of coming and going, and counts what was read and written", async () => {
  const { told, tally, connection } = await meet(["hello"], async ({ read, write }) => {
    await read();
    return await write(new Uint8Array(2));
  });
  assertEquals(told, [
    { event: "connected", ...CLIENT },
    { event: "closed", ...CLIENT, received: 5, sent: 2 },
  ]);
  const { connections, bytesReceived, bytesSent } = tally.totals();
  assertEquals([connections, bytesReceived, bytesSent, connection.closed()], [1, 5, 2, true]);
});

Deno.test("attend() shows as much of a piece as it may", async () => {
  const pieces: unknown[] = [];
  await meet([], ({ piece }) => {
    pieces.push(piece(new Uint8Array([97, 98, 99, 100])), piece(new Uint8Array([97]), 9));
    return Promise.resolve(undefined);
  });
  assertEquals(pieces, [{ bytes: 4, preview: "abc…" }, { bytes: 9, preview: "a…" }]);
});

Deno.test("attend() takes what a client still sends before it hangs up, within limits", async () => {
  const nothing: Talk = () => Promise.resolve(undefined);
  const { told } = await meet(["more", "and more", "hang"], nothing);
  assertEquals(told.at(-1), { event: "closed", ...CLIENT, received: 12, sent: 0 });
  const flood = await meet(Array(100).fill(new Uint8Array(100_000)), nothing);
  assertEquals(flood.tally.totals().bytesReceived, 1_100_000);
});

Deno.test("attend() tells by which failure a client was lost, and takes no leave of it", async () => {
  const failed: Talk = () => Promise.resolve({ failed: "ECONNRESET" });
  const { told } = await meet(["unread"], failed);
  assertEquals(told.at(-1), {
    event: "closed",
    ...CLIENT,
    received: 0,
    sent: 0,
    failed: "ECONNRESET",
  });
});
