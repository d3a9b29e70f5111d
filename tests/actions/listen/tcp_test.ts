import { assertEquals } from "@std/assert";
import { talkThat } from "../../../src/actions/listen/talk.ts";
import { serveTcp } from "../../../src/actions/listen/tcp.ts";
import { ListenTally } from "../../../src/analysis/listen_tally.ts";
import { fakeConnection, fakeServer } from "../../fake_connection.ts";

const quiet = talkThat(false);

Deno.test("serveTcp() ends after as many connections as were asked for, and takes no other", async () => {
  const connections = [["a"], ["b"], ["c"]].map((pieces) => fakeConnection(pieces));
  const tally = new ListenTally();
  const { events } = serveTcp(fakeServer(connections), quiet, { tally, shown: 64, most: 2 });
  const told = await Array.fromAsync(events);
  assertEquals(told.filter(({ event }) => event === "closed").length, 2);
  assertEquals(tally.totals().connections, 2);
  assertEquals(connections.map((one) => one.closed()), [true, true, false]);
});

Deno.test("serveTcp() turns away who comes while too many are there, and goes on", async () => {
  const connections = Array.from({ length: 1002 }, () => fakeConnection(["hang"]));
  const tally = new ListenTally();
  const service = serveTcp(fakeServer(connections), quiet, { tally, shown: 64 });
  let away = 0;
  for await (const { event } of service.events) {
    if (event === "turned-away" && ++away === 2) service.stop();
  }
  const totals = tally.totals();
  assertEquals([away, totals.turnedAway, totals.connections], [2, 2, 1000]);
  assertEquals(connections.every((one) => one.closed()), true);
});

Deno.test("serveTcp() reads no faster than its events are taken", async () => {
  let reads = 0;
  const connection = fakeConnection([]);
  const endless = {
    ...connection,
    read: () => {
      reads++;
      return Promise.resolve(connection.closed() ? undefined : new Uint8Array(10));
    },
  };
  const service = serveTcp(fakeServer([endless]), quiet, { tally: new ListenTally(), shown: 64 });
  // Every step that can be taken without a reader is taken in far fewer turns than these.
  for (let turn = 0; turn < 5000; turn++) await Promise.resolve();
  assertEquals(reads > 10 && reads < 100, true, `${reads} reads`);
  service.stop();
});

Deno.test("serveTcp() lets go of every client when it is stopped, also of one that comes meanwhile", async () => {
  const connections = [["hang"], ["hang"]].map((pieces) => fakeConnection(pieces as ["hang"]));
  const service = serveTcp(fakeServer(connections), quiet, { tally: new ListenTally(), shown: 64 });
  // The second one is on its way when the word comes.
  for await (const { event } of service.events) if (event === "connected") service.stop();
  assertEquals(connections.map((one) => one.closed()), [true, true]);
});
