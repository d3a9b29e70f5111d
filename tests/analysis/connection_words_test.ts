import { assertEquals } from "@std/assert";
import { connectionWords } from "../../src/analysis/connection_words.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";

const ONE = socket({ state: "ESTABLISHED", peer: { address: "192.0.2.1", port: 443 } });

Deno.test("connectionWords() names the process, the other end and the state", () => {
  const machine = quietMachine({ processes: [process({ name: "curl" })] });
  assertEquals(
    connectionWords(machine, [ONE]),
    "a connection of curl (pid 812, user me) to 192.0.2.1:443, in state ESTABLISHED",
  );
});

Deno.test("connectionWords() shows of several one whose process is known", () => {
  const closing = socket({ state: "FIN_WAIT_2", holders: [] });
  const machine = quietMachine({ processes: [process({ name: "curl" })] });
  assertEquals(
    connectionWords(machine, [closing, ONE]),
    "2 connections, one of them of curl (pid 812, user me) to 192.0.2.1:443, in state ESTABLISHED",
  );
});
