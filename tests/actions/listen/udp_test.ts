import { assertEquals } from "@std/assert";
import { serveUdp } from "../../../src/actions/listen/udp.ts";
import { ListenTally } from "../../../src/analysis/listen_tally.ts";
import { Mailbox } from "../../../src/host/mailbox.ts";
import type { Datagram, UdpServer } from "../../../src/host/servers.ts";

/** A server on paper to which these datagrams come, one from each of these ports. */
function fakeUdp(ports: readonly number[]) {
  const datagrams = new Mailbox<Datagram>(100);
  for (const port of ports) {
    datagrams.offer({ remote: { address: "127.0.0.1", port }, bytes: new Uint8Array([104, 105]) });
  }
  const sent: number[] = [];
  const server: UdpServer = {
    local: { address: "127.0.0.1", port: 9 },
    datagrams,
    dropped: () => 0,
    send(_bytes, { port }) {
      sent.push(port);
      return Promise.resolve(undefined);
    },
    close: () => datagrams.close(),
  };
  return { server, sent };
}

Deno.test("serveUdp() tells what comes, and ends after as many as were asked for", async () => {
  const { server, sent } = fakeUdp([2000, 2001, 2002]);
  const tally = new ListenTally();
  const { events } = serveUdp(server, { tally, shown: 64, most: 2, echo: false });
  const told = await Array.fromAsync(events);
  assertEquals(
    told,
    [2000, 2001].map((port) => ({
      event: "datagram",
      from: { address: "127.0.0.1", port },
      bytes: 2,
      preview: "hi",
    })),
  );
  assertEquals([sent, tally.totals().datagrams], [[], 2]);
});

Deno.test("serveUdp() sends back what came, but not to services that would answer again", async () => {
  const { server, sent } = fakeUdp([7, 2000]);
  const tally = new ListenTally();
  const { events } = serveUdp(server, { tally, shown: 64, most: 2, echo: true });
  await Array.fromAsync(events);
  assertEquals([sent, tally.totals().bytesSent], [[2000], 2]);
});

Deno.test("serveUdp() ends when it is stopped", async () => {
  const { server } = fakeUdp([]);
  const service = serveUdp(server, { tally: new ListenTally(), shown: 64, echo: false });
  service.stop();
  assertEquals(await Array.fromAsync(service.events), []);
});
