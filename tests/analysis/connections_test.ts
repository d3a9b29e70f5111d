import { assertEquals } from "@std/assert";
import { clientsOf, connectionsOn } from "../../src/analysis/connections.ts";
import { quietMachine, socket } from "../../src/testing.ts";
import { machine } from "./two_clients.ts";

const connections = connectionsOn(machine)({ port: 5432, proto: "tcp" });

Deno.test("connectionsOn() counts each connection once and the listener never", () => {
  assertEquals(connections.map(({ client, state }) => [client.port, state]), [
    [40001, "ESTABLISHED"],
    [40002, "ESTABLISHED"],
    [50000, "TIME_WAIT"],
  ]);
});

Deno.test("connectionsOn() finds who has the other end open on this machine", () => {
  assertEquals(connections.map(({ pids }) => pids), [[99], [99], []]);
});

Deno.test("connectionsOn() tells nothing of a port that a client merely connects to", () => {
  const there = connectionsOn(machine)({ port: 40001, proto: "tcp" });
  assertEquals(there.map(({ client }) => client.port), [5432]);
  assertEquals(connectionsOn(machine)({ port: 80, proto: "tcp" }), []);
});

Deno.test("clientsOf() sums up by address, the busiest first", () => {
  assertEquals(clientsOf(connections), [
    {
      address: "127.0.0.1",
      total: 2,
      states: { ESTABLISHED: 2 },
      pids: [99],
      samples: ["127.0.0.1:40001", "127.0.0.1:40002"],
    },
    { address: "10.0.0.7", total: 1, states: { TIME_WAIT: 1 }, samples: ["10.0.0.7:50000"] },
  ]);
});

const DNS = { address: "127.0.0.1", port: 53 };

/** Sockets of UDP that have connected to port 53: their server knows nothing of it. */
const queries = quietMachine({
  sockets: [
    socket({ proto: "udp", port: 53 }),
    ...["127.0.0.1", "10.0.0.5"].map((address, i) =>
      socket({
        ...{ proto: "udp", state: "ESTABLISHED", address, port: 40001 + i },
        peer: { address, port: 53 },
        holders: [{ pid: 99 }],
      })
    ),
    socket({
      ...{ proto: "udp", state: "ESTABLISHED", address: "10.0.0.5", port: 40003 },
      peer: { address: "9.9.9.9", port: 53 },
    }),
  ],
});

Deno.test("connectionsOn() finds the clients of a UDP server by their own sockets, on this machine alone", () => {
  const found = connectionsOn(queries)({ port: 53, proto: "udp" });
  assertEquals(found.map(({ client, pids }) => [client.address, client.port, pids]), [
    ["127.0.0.1", 40001, [99]],
    ["10.0.0.5", 40002, [99]],
  ]);
  const onLoopback = connectionsOn(queries)({ port: 53, proto: "udp", host: "127.0.0.1" });
  assertEquals(onLoopback.map(({ client }) => client.port), [40001]);
});

Deno.test("connectionsOn() counts UDP sockets that are connected to each other once", () => {
  const both = quietMachine({
    sockets: [
      socket({ proto: "udp", port: 53 }),
      socket({ proto: "udp", ...DNS, state: "ESTABLISHED", peer: { ...DNS, port: 40001 } }),
      socket({ proto: "udp", ...DNS, port: 40001, state: "ESTABLISHED", peer: DNS }),
    ],
  });
  assertEquals(connectionsOn(both)({ port: 53, proto: "udp" }).length, 1);
  assertEquals(connectionsOn(both)({ port: 53, proto: "tcp" }), []);
});

Deno.test("connectionsOn() keeps to the address that was asked for", () => {
  const at = (host: string) => connectionsOn(machine)({ port: 5432, proto: "tcp", host }).length;
  assertEquals([at("127.0.0.1"), at("::1"), at("localhost")], [3, 0, 3]);
});
