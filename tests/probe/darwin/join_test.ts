import { assertEquals } from "@std/assert";
import type { Socket } from "../../../src/model/socket.ts";
import { joinSockets } from "../../../src/probe/darwin/join.ts";

function socket(more: Partial<Socket>, ...pids: readonly number[]): Socket {
  return {
    proto: "tcp",
    address: "::",
    port: 80,
    family: "ipv6",
    state: "LISTEN",
    holders: pids.map((pid) => ({ pid })),
    ...more,
  };
}

Deno.test("joinSockets() adds what netstat alone knows to what lsof has", () => {
  const byLsof = [socket({ holders: [{ pid: 1, fd: 5 }, { pid: 2, fd: 5 }] })];
  const byNetstat = [socket({ family: "dual", v6only: false }, 2)];
  assertEquals(joinSockets(byLsof, byNetstat), [
    socket({ family: "dual", v6only: false, holders: [{ pid: 1, fd: 5 }, { pid: 2, fd: 5 }] }),
  ]);
});

Deno.test("joinSockets() keeps what only one of them has", () => {
  const mine = socket({ port: 1 }, 1);
  const hidden = socket({ port: 2 }, 2);
  assertEquals(joinSockets([mine], [hidden]), [mine, hidden]);
});

Deno.test("joinSockets() tells sockets on one address apart by their processes", () => {
  const byLsof = [socket({}, 2)];
  const byNetstat = [socket({ v6only: true }, 1), socket({ v6only: false, family: "dual" }, 2)];
  assertEquals(joinSockets(byLsof, byNetstat), [
    socket({ v6only: false, family: "dual" }, 2),
    socket({ v6only: true }, 1),
  ]);
  // Without a process in common, there are still as many as each has seen.
  assertEquals(joinSockets([socket({}, 7), socket({}, 8)], byNetstat).length, 2);
});

Deno.test("joinSockets() tells connections apart by their peers", () => {
  const peer = (port: number) => ({ peer: { address: "::1", port } });
  const byLsof = [socket({ state: "ESTABLISHED", ...peer(1) }, 1)];
  const byNetstat = [
    socket({ state: "ESTABLISHED", ...peer(1), zone: "en0" }, 1),
    socket({ state: "TIME_WAIT", ...peer(2) }),
  ];
  assertEquals(joinSockets(byLsof, byNetstat).map(({ state, zone }) => [state, zone]), [
    ["ESTABLISHED", "en0"],
    ["TIME_WAIT", undefined],
  ]);
});
