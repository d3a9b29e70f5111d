import type { Machine } from "../../src/model/machine.ts";
import { quietMachine, socket } from "../../src/testing.ts";

const SERVER = { address: "127.0.0.1", port: 5432 };

/** A listener and its two clients on this machine, of which the kernel shows both ends. */
export const machine: Machine = quietMachine({
  sockets: [
    socket({ port: 5432, holders: [{ pid: 812 }] }),
    ...[40001, 40002].flatMap((port) => [
      socket({ ...SERVER, state: "ESTABLISHED", peer: { address: "127.0.0.1", port } }),
      socket({
        address: "127.0.0.1",
        port,
        state: "ESTABLISHED",
        peer: SERVER,
        holders: [{ pid: 99 }],
      }),
    ]),
    socket({
      ...SERVER,
      state: "TIME_WAIT",
      peer: { address: "10.0.0.7", port: 50000 },
      holders: [],
    }),
  ],
});
