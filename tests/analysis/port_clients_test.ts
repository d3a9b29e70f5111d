import { assertEquals } from "@std/assert";
import { connectionsOn } from "../../src/analysis/connections.ts";
import { clientBlocks, portClients, stateWords } from "../../src/analysis/port_clients.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { SocketState } from "../../src/model/socket.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";
import { machine } from "./two_clients.ts";

Deno.test("portClients() counts all and shows the first; 0 shows all", () => {
  const target = { port: 5432, proto: "tcp" } as const;
  const one = portClients(connectionsOn(machine), target, { top: 1 });
  assertEquals([one.total, one.addresses, one.clients.length], [3, 2, 1]);
  assertEquals(portClients(connectionsOn(machine), target, { top: 0 }).clients.length, 2);
});

Deno.test("portClients() counts only the states that are asked for", () => {
  const target = { port: 5432, proto: "tcp" } as const;
  const waiting = portClients(connectionsOn(machine), target, { top: 0, states: ["TIME_WAIT"] });
  assertEquals([waiting.total, waiting.clients[0]?.address], [1, "10.0.0.7"]);
});

Deno.test("stateWords() names the most frequent state first", () => {
  assertEquals(stateWords({ TIME_WAIT: 1, ESTABLISHED: 2 }), "2 ESTABLISHED, 1 TIME_WAIT");
});

function text(disturb: Partial<Snapshot>, states?: readonly SocketState[]): string {
  const disturbed = quietMachine(disturb);
  const port = portClients(connectionsOn(disturbed), { port: 5432, proto: "tcp" }, {
    top: 1,
    states,
  });
  const blocks = clientBlocks(port, disturbed, states);
  return renderText({ blocks }, { width: 80, color: false, ruler: simpleRuler });
}

Deno.test("clientBlocks() shows the busiest clients with their processes, and how many are left out", () => {
  const { sockets } = machine.snapshot;
  const lines = text({ sockets, processes: [process({ pid: 99, name: "psql" })] }).split("\n");
  assertEquals(lines, [
    "5432/tcp has 3 connections from 2 addresses",
    "  ADDRESS    TOTAL  STATES         PROCESSES  SAMPLES",
    "  127.0.0.1      2  2 ESTABLISHED  psql (99)  127.0.0.1:40001, 127.0.0.1:40002",
    "  and 1 address more: --top 0 shows all",
    "",
  ]);
});

Deno.test("clientBlocks() says that nobody is connected, and that nobody could be", () => {
  assertEquals(
    text({ sockets: [socket({ port: 5432 })] }),
    "5432/tcp has no connections\n",
  );
  assertEquals(text({}), "5432/tcp has no connections, and nobody listens on it\n");
  assertEquals(
    text({ sockets: machine.snapshot.sockets }, ["CLOSE_WAIT", "LAST_ACK"]),
    "5432/tcp has no connections in CLOSE_WAIT and LAST_ACK\n",
  );
});

Deno.test("clientBlocks() says who has the port by the other protocol", () => {
  const said = text({ sockets: [socket({ port: 5432, proto: "udp" })] });
  assertEquals(said.includes("5432/udp is held by"), true, said);
});

Deno.test("clientBlocks() says that no source answered", () => {
  const gaps = [{ fact: "sockets", source: "ss", reason: "ss is not installed" }] as const;
  assertEquals(
    text({ gaps }),
    "Who is connected to 5432/tcp could not be seen: ss is not installed.\n",
  );
});
