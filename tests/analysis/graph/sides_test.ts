import { assertEquals } from "@std/assert";
import { Listeners } from "../../../src/analysis/graph/listeners.ts";
import { connectionsOf } from "../../../src/analysis/graph/sides.ts";
import type { Socket } from "../../../src/model/socket.ts";
import { quietMachine, socket } from "../../../src/testing.ts";
import { end } from "./paper.ts";

function sides(...sockets: readonly Socket[]): string[] {
  const machine = quietMachine({ sockets });
  return [...connectionsOf(machine, new Listeners(machine))].map(({ from, to, client, server }) =>
    `${from.port}${client ? "" : "?"} -> ${to.port}${server ? "" : "?"}`
  );
}

const holders = (pid: number) => ({ holders: [{ pid, fd: 3 }] });

Deno.test("connectionsOf() has the end at the listener for the server, in any order", () => {
  const ends = [end("127.0.0.1:80", "127.0.0.1:40000"), end("127.0.0.1:40000", "127.0.0.1:80")];
  assertEquals(sides(socket({ port: 80 }), ...ends), ["40000 -> 80"]);
  assertEquals(sides(...ends.toReversed(), socket({ port: 80 })), ["40000 -> 80"]);
});

Deno.test("connectionsOf() asks who accepted where both ports have a listener", () => {
  const sockets = [
    socket({ port: 80, ...holders(7) }),
    socket({ port: 40000, ...holders(8) }),
    end("127.0.0.1:80", "127.0.0.1:40000", holders(9)),
    end("127.0.0.1:40000", "127.0.0.1:80", holders(8)),
  ];
  assertEquals(sides(...sockets), ["80 -> 40000"]);
});

Deno.test("connectionsOf() goes by the ports where neither has one", () => {
  assertEquals(sides(end("127.0.0.1:40000", "127.0.0.1:8080")), ["40000 -> 8080?"]);
  assertEquals(sides(end("10.0.0.2:8080", "192.0.2.7:40000")), ["40000? -> 8080"]);
  assertEquals(sides(end("10.0.0.2:9000", "192.0.2.7:8000")), ["9000 -> 8000?"]);
});

Deno.test("connectionsOf() takes what is asked for where no listener is left", () => {
  const machine = quietMachine({ sockets: [end("127.0.0.1:40000", "127.0.0.1:50000")] });
  const all = connectionsOf(machine, new Listeners(machine), (_, { port }) => port === 50000);
  assertEquals([...all].map(({ to }) => to.port), [50000]);
});

Deno.test("connectionsOf() finds the listener of a client whose other end is nowhere", () => {
  const machine = quietMachine({
    sockets: [socket({ port: 50000 }), end("127.0.0.1:40000", "127.0.0.1:50000")],
  });
  const [one] = connectionsOf(machine, new Listeners(machine));
  assertEquals([one?.to.port, one?.server, one?.listener?.port], [50000, undefined, 50000]);
});
