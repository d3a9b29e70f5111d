import { assertEquals } from "@std/assert";
import { peersOf } from "../../../src/analysis/trace/peers.ts";
import { process, socket } from "../../../src/testing.ts";
import { connection, hopOf } from "./paper.ts";

Deno.test("peersOf() names whom the process talks to, on this machine by name", () => {
  const hop = hopOf({ argv: ["node"] }, {
    sockets: [
      connection("127.0.0.1:5432"),
      connection("192.0.2.9:443", { port: 41001 }),
      connection("192.0.2.9:443", { port: 41002 }),
      socket({ address: "127.0.0.1", port: 5432, holders: [{ pid: 900 }] }),
    ],
    processes: [process({ pid: 900, name: "postgres" })],
  });
  assertEquals(peersOf(hop).map(({ summary, evidence }) => [summary, evidence]), [
    ["talks to 192.0.2.9:443", ["2 connections"]],
    ["talks to 127.0.0.1:5432 (postgres)", ["1 connection"]],
  ]);
});
