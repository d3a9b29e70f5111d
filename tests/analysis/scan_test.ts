import { assertEquals } from "@std/assert";
import {
  belongsTo,
  busyTargets,
  isOpenQuestion,
  scanRow,
  seenPorts,
} from "../../src/analysis/scan.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";

const PUBLISHED = {
  hostAddress: "0.0.0.0",
  hostPort: 8080,
  containerPort: 80,
  proto: "tcp",
} as const;

const machine = quietMachine({
  processes: [process({ pid: 812, name: "postgres" })],
  containers: [container({ name: "web", publications: [PUBLISHED] })],
  sockets: [
    socket({ port: 5432, address: "127.0.0.1", holders: [{ pid: 812 }] }),
    socket({ port: 53, proto: "udp", holders: [{ pid: 812 }] }),
  ],
});

const silent = { hintOf: () => undefined, protos: ["tcp"] } as const;

Deno.test("busyTargets() are the ports that somebody has, in order, by the protocols asked for", () => {
  assertEquals(busyTargets(machine, ["tcp"]).map(({ port }) => port), [5432, 8080]);
  assertEquals(busyTargets(machine, ["tcp", "udp"]).map(({ port }) => port), [53, 5432, 8080]);
});

Deno.test("seenPorts() tells the ports on which there is anything to see", () => {
  const isSeen = seenPorts(machine);
  const ports = [80, 5432, 8080].filter((port) => isSeen({ port, proto: "tcp" }));
  assertEquals(ports, [5432, 8080]);
});

Deno.test("isOpenQuestion() is true only where a bind would tell more", () => {
  const open = [80, 5432, 8080].filter((port) => isOpenQuestion(machine, { port, proto: "tcp" }));
  assertEquals(open, [80]);
});

Deno.test("scanRow() names owner, address, container and what the rules hint at", () => {
  const row = scanRow(machine, { port: 5432, proto: "tcp" }, {
    ...silent,
    hintOf: () => "only this machine",
  });
  assertEquals(row.status, "listening");
  assertEquals([row.owner, row.pid, row.address], ["postgres", 812, "127.0.0.1"]);
  assertEquals(row.hint, "only this machine");
  const published = scanRow(machine, { port: 8080, proto: "tcp" }, silent);
  assertEquals([published.status, published.container], ["held", "web"]);
});

Deno.test("scanRow() says of a free port who has it by the other protocol", () => {
  const row = scanRow(machine, { port: 53, proto: "tcp" }, silent);
  assertEquals(row.status, "free");
  assertEquals(row.hint?.startsWith("53/udp is held by postgres"), true);
});

Deno.test("belongsTo() looks into owner, user and container, in letters of any case", () => {
  const row = scanRow(machine, { port: 5432, proto: "tcp" }, silent);
  assertEquals([belongsTo(row, "POST"), belongsTo(row, "redis")], [true, false]);
});

const held = quietMachine({
  processes: [process({ pid: 812, name: "curl" })],
  sockets: [
    socket({ port: 40000, address: "10.0.0.5", state: "ESTABLISHED", holders: [{ pid: 812 }] }),
    socket({ port: 40001, state: "TIME_WAIT" }),
    socket({ port: 80, uid: 0, holders: [] }),
    socket({ port: 80, address: "::1", uid: 0, holders: [] }),
  ],
});

Deno.test("scanRow() says whose connection holds a port, whatever the rules would say", () => {
  const row = scanRow(held, { port: 40000, proto: "tcp" }, { ...silent, hintOf: () => "a rule" });
  assertEquals([row.status, row.owner, row.pid, row.address], ["held", "curl", 812, "10.0.0.5"]);
  assertEquals(
    row.hint,
    "40000 is the local end of a connection of curl (pid 812, user me) to 192.0.2.7:50000, in state " +
      "ESTABLISHED",
  );
});

Deno.test("scanRow() shows the user of an owner that cannot be seen, and every address", () => {
  const row = scanRow(held, { port: 80, proto: "tcp" }, silent);
  assertEquals([row.status, row.owner, row.user, row.pid], [
    "listening",
    undefined,
    "root",
    undefined,
  ]);
  assertEquals([row.address, row.addresses], ["0.0.0.0", ["0.0.0.0", "::1"]]);
});

Deno.test("scanRow() says that a port is free on which only TIME_WAIT is left", () => {
  const row = scanRow(held, { port: 40001, proto: "tcp" }, silent);
  assertEquals([row.status, row.addresses], ["free", []]);
});

Deno.test("scanRow() says nothing of the other protocol where that is shown, too", () => {
  const target = { port: 53, proto: "tcp" } as const;
  assertEquals(scanRow(machine, target, { ...silent, protos: ["tcp", "udp"] }).hint, undefined);
});
