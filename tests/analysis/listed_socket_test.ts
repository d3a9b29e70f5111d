import { assertEquals } from "@std/assert";
import { listSockets, ownerOf, type SocketFilter } from "../../src/analysis/listed_socket.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";

const machine = quietMachine({
  processes: [
    process({ pid: 812, name: "postgres", uid: 105 }),
    process({ pid: 7, name: "nginx", uid: 0, unit: "web.service" }),
  ],
  users: { "0": "root", "105": "postgres" },
  sockets: [
    socket({ port: 5432, uid: 105, holders: [{ pid: 812 }] }),
    socket({ port: 80, uid: 0, holders: [{ pid: 7 }] }),
    socket({
      port: 80,
      state: "ESTABLISHED",
      peer: { address: "10.0.0.7", port: 5 },
      uid: 0,
      holders: [{ pid: 7 }],
    }),
    socket({ port: 53, proto: "udp", uid: 0, holders: [{ pid: 7 }] }),
  ],
});

function ports(filter: Partial<SocketFilter>): string[] {
  return listSockets(machine, { protos: ["tcp"], ...filter })
    .map(({ port, state }) => `${port} ${state}`);
}

Deno.test("listSockets() shows those that wait for clients", () => {
  assertEquals(ports({}), ["5432 LISTEN", "80 LISTEN"]);
  assertEquals(ports({ protos: ["udp"] }), ["53 UNCONN"]);
});

Deno.test("listSockets() shows all, or those in some states", () => {
  assertEquals(ports({ states: "all" }).length, 3);
  assertEquals(ports({ states: ["ESTABLISHED"] }), ["80 ESTABLISHED"]);
});

Deno.test("listSockets() is narrowed by pid, by user and by name", () => {
  assertEquals(ports({ pids: [812] }), ["5432 LISTEN"]);
  assertEquals(ports({ users: ["postgres"] }), ["5432 LISTEN"]);
  assertEquals(ports({ users: ["0"] }), ["80 LISTEN"]);
  assertEquals(ports({ name: "WEB" }), ["80 LISTEN"]);
  assertEquals(ports({ name: "redis" }), []);
});

Deno.test("listSockets() tells the reach of a listener and the other end of a connection", () => {
  const [listener] = listSockets(machine, { protos: ["tcp"] });
  assertEquals([listener?.reach, listener?.peer], ["everyone", undefined]);
  const [connection] = listSockets(machine, { protos: ["tcp"], states: ["ESTABLISHED"] });
  assertEquals([connection?.reach, connection?.peer?.port], [undefined, 5]);
});

Deno.test("ownerOf() is the process that serves", () => {
  const [listener] = listSockets(machine, { protos: ["tcp"] });
  assertEquals(listener && ownerOf(listener)?.name, "postgres");
});
