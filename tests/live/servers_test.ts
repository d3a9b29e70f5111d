import { assert, assertEquals } from "@std/assert";
import { denoServers } from "../../src/host/deno/servers.ts";
import { isFailure } from "../../src/host/host.ts";
import type { Connection, TcpServer, UdpServer } from "../../src/host/servers.ts";
import { freePort } from "./open.ts";
import { makeSocket, makeUnaccepted } from "./scene.ts";
import { liveTest } from "./tools.ts";
import { inTime, until } from "./until.ts";

const LOOPBACK = { address: "127.0.0.1", port: 0 };

const encode = (text: string) => new TextEncoder().encode(text);

/** What a read brought, as text. */
async function textOf(connection: Connection): Promise<unknown> {
  const bytes = await inTime("bytes", connection.read());
  return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : bytes;
}

async function listenTcp(address = LOOPBACK.address): Promise<TcpServer> {
  const server = await denoServers.listenTcp({ address, port: 0 });
  assert(!isFailure(server));
  return server;
}

async function listenUdp(address = LOOPBACK.address): Promise<UdpServer> {
  const server = await denoServers.listenUdp({ address, port: 0 });
  assert(!isFailure(server));
  return server;
}

/** Both ends of a connection, and the server that took it. */
async function connected() {
  const server = await listenTcp();
  const clients = server.connections[Symbol.asyncIterator]();
  const client = await denoServers.connect(server.local, 20_000);
  const { value: served } = await inTime("a client", clients.next());
  assert(!isFailure(client) && served !== undefined);
  return { server, clients, client, served };
}

liveTest(
  "servers of TCP take connections, pass bytes both ways, and end when they are closed",
  [],
  async () => {
    const { server, clients, client, served } = await connected();
    assertEquals(client.remote, server.local);
    assertEquals(await client.write(encode("hi")), undefined);
    assertEquals(await textOf(served), "hi");
    assertEquals(await served.write(encode("ho")), undefined);
    await served.end();
    assertEquals([await textOf(client), await textOf(client)], ["ho", undefined]);
    assertEquals(await client.write(encode("still")), undefined);
    assertEquals(await textOf(served), "still");
    const next = clients.next();
    for (const one of [server, client, served, server, client, served]) one.close();
    assertEquals(await inTime("the end", next), { done: true, value: undefined });
  },
);

liveTest("a connection that is closed here ends what is under way on it", [], async () => {
  const { server, client, served } = await connected();
  const reading = served.read();
  // Nobody reads at the other end, so that this fills every buffer and waits.
  const writing = served.write(new Uint8Array(50_000_000));
  served.close();
  assertEquals(await inTime("the read", reading), undefined);
  assertEquals(await inTime("the write", writing), { failed: "ECANCELED" });
  assertEquals([await served.read(), await served.end()], [undefined, undefined]);
  for (const one of [server, client]) one.close();
});

liveTest("a connection that breaks off says why", [], async () => {
  const { server, client, served } = await connected();
  served.close();
  let failure: unknown;
  await until(
    "a write fails",
    async () => (failure = await client.write(encode("x"))) !== undefined,
  );
  assert(
    isFailure(failure) && /^(EPIPE|ECONNRESET)$/.test(failure.failed),
    JSON.stringify(failure),
  );
  for (const one of [server, client]) one.close();
});

liveTest("servers take IPv4, too, where they are on the IPv6 wildcard", ["ipv6"], async () => {
  const tcp = await listenTcp("::");
  const udp = await listenUdp("::");
  const clients = tcp.connections[Symbol.asyncIterator]();
  const datagrams = udp.datagrams[Symbol.asyncIterator]();
  for (const address of ["127.0.0.1", "::1"]) {
    const client = await denoServers.connect({ address, port: tcp.local.port }, 20_000);
    const { value: served } = await inTime("a client", clients.next());
    assert(!isFailure(client) && served !== undefined);
    assertEquals(served.remote.address, address);
    for (const one of [client, served]) one.close();
    const sender = await listenUdp(address);
    await sender.send(encode("x"), { address, port: udp.local.port });
    const { value: datagram } = await inTime("a datagram", datagrams.next());
    assertEquals(datagram?.remote, sender.local);
    assert(datagram !== undefined);
    await udp.send(encode("y"), datagram.remote);
    const { value: answer } = await inTime(
      "an answer",
      sender.datagrams[Symbol.asyncIterator]().next(),
    );
    assertEquals(answer?.bytes.length, 1);
    sender.close();
  }
  tcp.close();
  udp.close();
});

liveTest(
  "servers of UDP send nothing when they are closed, and can be closed again",
  [],
  async () => {
    const server = await listenUdp();
    server.close();
    server.close();
    assertEquals(await server.send(encode("x"), server.local), { failed: "ECANCELED" });
    assertEquals(await Array.fromAsync(server.datagrams), []);
    assertEquals(server.dropped(), 0);
  },
);

liveTest("servers say why a port cannot be had", [], async () => {
  await using tcp = await makeSocket({ address: "127.0.0.1" });
  await using udp = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const taken = { failed: "EADDRINUSE" };
  assertEquals(await denoServers.listenTcp({ address: "127.0.0.1", port: tcp.port }), taken);
  assertEquals(await denoServers.listenUdp({ address: "127.0.0.1", port: udp.port }), taken);
  const foreign = { address: "192.0.2.1", port: 0 };
  const failures = [await denoServers.listenTcp(foreign), await denoServers.listenUdp(foreign)];
  assertEquals(failures, Array(2).fill({ failed: "EADDRNOTAVAIL" }));
});

liveTest("connect says why it fails, and waits no longer than it may", [], async () => {
  const at = (port: number) => ({ address: "127.0.0.1", port });
  assertEquals(await denoServers.connect(at(freePort()), 20_000), { failed: "ECONNREFUSED" });
  // Its backlog is full: the kernel ignores who wants to connect.
  await using full = await makeUnaccepted(1, 0);
  assertEquals(await denoServers.connect(at(full.port), 100), { failed: "ETIMEDOUT" });
});
