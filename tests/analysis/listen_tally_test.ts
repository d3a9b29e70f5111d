import { assertEquals } from "@std/assert";
import { ListenTally } from "../../src/analysis/listen_tally.ts";

Deno.test("ListenTally counts by address, the one that sent most first", () => {
  const tally = new ListenTally();
  tally.add("127.0.0.1", { connections: 1 });
  tally.add("127.0.0.1", { bytes: 3 });
  tally.add("::1", { datagrams: 1, bytes: 10 });
  assertEquals(tally.totals(), {
    connections: 1,
    requests: 0,
    datagrams: 1,
    bytesReceived: 13,
    bytesSent: 0,
    turnedAway: 0,
    dropped: 0,
    clients: [
      { address: "::1", connections: 0, datagrams: 1, bytes: 10 },
      { address: "127.0.0.1", connections: 1, datagrams: 0, bytes: 3 },
    ],
    moreClients: false,
  });
});

Deno.test("ListenTally tells a thousand addresses apart, and counts what comes from others", () => {
  const tally = new ListenTally();
  for (let i = 0; i < 1500; i++) tally.add(`10.0.${i >> 8}.${i & 255}`, { datagrams: 1 });
  const { clients, moreClients, datagrams } = tally.totals();
  assertEquals([clients.length, moreClients, datagrams], [1000, true, 1500]);
});
