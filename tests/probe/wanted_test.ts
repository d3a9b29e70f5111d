import { assertEquals } from "@std/assert";
import type { Process } from "../../src/model/process.ts";
import type { Socket } from "../../src/model/socket.ts";
import { ownersAmong } from "../../src/probe/wanted.ts";

function process(pid: number, ppid: number): Process {
  return { pid, ppid, name: `p${pid}`, state: "running", argv: [] };
}

function held(...pids: readonly number[]): Socket {
  const holders = pids.map((pid) => ({ pid }));
  return { proto: "tcp", address: "::1", port: 1, family: "ipv6", state: "LISTEN", holders };
}

const TABLE = [process(1, 0), process(2, 1), process(3, 2), process(4, 4), process(5, 99)];

Deno.test("ownersAmong() finds those that hold a socket, each once, and their parents if asked", () => {
  const pids = (ancestors: boolean, ...holders: readonly number[]) =>
    ownersAmong(TABLE, { sockets: [held(...holders)], all: false, ancestors })
      .map(({ pid }) => pid);
  assertEquals(pids(false, 3, 2, 3), [3, 2]);
  assertEquals(pids(true, 3, 2), [3, 2, 1]);
  assertEquals(pids(true, 4), [4]);
  assertEquals(pids(true, 5, 77), [5]);
  assertEquals(pids(true), []);
});

Deno.test("ownersAmong() gives all when all are wanted", () => {
  assertEquals(ownersAmong(TABLE, { sockets: [], all: true, ancestors: true }), TABLE);
});
