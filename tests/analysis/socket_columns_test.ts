import { assertEquals, assertThrows } from "@std/assert";
import { listSockets } from "../../src/analysis/listed_socket.ts";
import {
  columnsNamed,
  SOCKET_COLUMNS,
  socketOrder,
  socketTable,
  usualOrder,
} from "../../src/analysis/socket_columns.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderCsv } from "../../src/render/csv.ts";
import { renderText } from "../../src/render/text.ts";
import { simpleRuler } from "../../src/render/width.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";

const machine = quietMachine({
  processes: [process({ pid: 812, name: "postgres" }), process({ pid: 7, name: "nginx" })],
  sockets: [
    socket({ port: 5432, holders: [{ pid: 812 }] }),
    socket({ port: 443, holders: [{ pid: 7 }] }),
    socket({ port: 80, holders: [] }),
  ],
});
const sockets = listSockets(machine, { protos: ["tcp"] });

function sorted(...names: string[]): number[] {
  return sockets.toSorted(socketOrder(names)).map(({ port }) => port);
}

Deno.test("socketOrder() sorts numbers as numbers, and round with a minus", () => {
  assertEquals(sorted("port"), [80, 443, 5432]);
  assertEquals(sorted("-port"), [5432, 443, 80]);
});

Deno.test("socketOrder() puts those without a value last, whichever way round", () => {
  assertEquals(sorted("pid"), [443, 5432, 80]);
  assertEquals(sorted("-pid"), [5432, 443, 80]);
  assertEquals(sorted("process", "port").at(-1), 80);
});

Deno.test("columnsNamed() takes names in any case and order, each once", () => {
  assertEquals(columnsNamed(["PID", "port", "pid"]).map(({ name }) => name), ["pid", "port"]);
});

Deno.test("columnsNamed() and socketOrder() refuse a name that is no column, and say which is near", () => {
  assertThrows(() => columnsNamed(["prot"]), Refusal, "did you mean pro");
  assertThrows(() => socketOrder(["-adress"]), Refusal, "did you mean address?");
});

Deno.test("socketTable() keeps columns that were asked for by name, however narrow the terminal is", () => {
  const columns = columnsNamed(["port", "command"]);
  const shape = (asked: boolean) => {
    const table = socketTable(sockets, columns, { asked });
    return table.kind === "table" ? table.columns.map(({ priority }) => priority ?? 0) : [];
  };
  assertEquals([shape(false).some((one) => one > 0), shape(true)], [true, [0, 0]]);
});

Deno.test("SOCKET_COLUMNS have names of their own", () => {
  assertEquals(new Set(SOCKET_COLUMNS.map(({ name }) => name)).size, SOCKET_COLUMNS.length);
});

Deno.test("socketTable() shows people a dash where a cell is empty, and programs nothing", () => {
  const blocks = [socketTable(sockets, columnsNamed(["port", "pid", "process", "age"]))];
  assertEquals(renderText({ blocks }, { color: false, ruler: simpleRuler }).split("\n"), [
    "PORT  PID  PROCESS   AGE",
    "5432  812  postgres    -",
    " 443    7  nginx       -",
    "  80    -  -           -",
    "",
  ]);
  assertEquals(
    renderCsv({ blocks }),
    "PORT,PID,PROCESS,AGE\r\n5432,812,postgres,\r\n443,7,nginx,\r\n80,,,\r\n",
  );
});

Deno.test("socketTable() shows where a process belongs, and whose it is if nobody may see it", () => {
  const disturbed = quietMachine({
    processes: [process({ pid: 7, project: { root: "/srv/shop", branch: "main" } })],
    sockets: [
      socket({ port: 80, holders: [{ pid: 7 }] }),
      socket({ port: 81, uid: 0, holders: [] }),
      socket({ port: 82, uid: 4242, holders: [] }),
      socket({ port: 83, address: "fe80::1", zone: "eth0", holders: [{ pid: 7 }] }),
    ],
  });
  const columns = columnsNamed(["from", "user", "branch", "address"]);
  const table = socketTable(listSockets(disturbed, { protos: ["tcp"] }), columns);
  const rows = table.kind === "table" ? table.rows.map((row) => row.map(({ text }) => text)) : [];
  assertEquals(rows, [
    ["shop", "me", "main", "0.0.0.0"],
    ["", "root", "", "0.0.0.0"],
    ["", "4242", "", "0.0.0.0"],
    ["shop", "me", "main", "fe80::1%eth0"],
  ]);
});

Deno.test("usualOrder() goes by port, and puts those who wait for clients first", () => {
  const crowd = quietMachine({
    sockets: [
      socket({ port: 80, address: "127.0.0.1", state: "ESTABLISHED" }),
      socket({ port: 80, proto: "udp" }),
      socket({ port: 80, address: "::1" }),
      socket({ port: 80, address: "127.0.0.1" }),
      socket({ port: 22 }),
    ],
  });
  const all = listSockets(crowd, { protos: ["tcp", "udp"], states: "all" }).sort(usualOrder);
  assertEquals(all.map(({ port, state, address }) => `${port} ${state} ${address}`), [
    "22 LISTEN 0.0.0.0",
    "80 LISTEN 127.0.0.1",
    "80 LISTEN ::1",
    "80 ESTABLISHED 127.0.0.1",
    "80 UNCONN 0.0.0.0",
  ]);
});
