import { assertEquals } from "@std/assert";
import { boundPorts, elsewhereWords } from "../../src/analysis/bound_elsewhere.ts";
import { Machine } from "../../src/model/machine.ts";
import type { Process } from "../../src/model/process.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Socket } from "../../src/model/socket.ts";
import { SNAPSHOT } from "../everything.ts";

const process = (pid: number, ppid: number): Process => ({
  ...SNAPSHOT.processes[0] as Process,
  pid,
  ppid,
});

const listener = (port: number, pid: number, proto: "tcp" | "udp" = "tcp"): Socket => ({
  proto,
  family: "ipv4",
  state: proto === "tcp" ? "LISTEN" : "UNCONN",
  address: "127.0.0.1",
  port,
  holders: [{ pid }],
});

/** 100 is the shell that was started, 101 its child, 102 the child's; 200 is a stranger. */
function machineOf(sockets: readonly Socket[]): Machine {
  const processes = [process(100, 99), process(101, 100), process(102, 101), process(200, 1)];
  return new Machine({ ...SNAPSHOT, sockets, processes } as Snapshot);
}

const GIVEN = { pid: 100, ports: [4000], protos: ["tcp"] } as const;

Deno.test("boundPorts() looks at all that a program has started, and at nobody else", () => {
  const machine = machineOf([listener(5173, 102), listener(4000, 101), listener(80, 200)]);
  assertEquals(boundPorts(machine, GIVEN), { given: [4000], others: [5173] });
});

Deno.test("boundPorts() counts a program itself, once for each port, and by its own protocols", () => {
  const sockets = [
    listener(81, 100),
    listener(81, 100),
    listener(9, 100),
    listener(53, 100, "udp"),
  ];
  assertEquals(boundPorts(machineOf(sockets), GIVEN), { given: [], others: [9, 81] });
});

Deno.test("elsewhereWords() names both ports", () => {
  assertEquals(
    elsewhereWords([5173], [4000]),
    "the command listens on 5173, and not on 4000, the port that it was given",
  );
  assertEquals(
    elsewhereWords([1, 2], [4000, 4001]),
    "the command listens on 1 and 2, and not on 4000 and 4001, the ports that it was given",
  );
});
