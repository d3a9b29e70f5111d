import { assertEquals } from "@std/assert";
import { busyPorts, busyTable } from "../../src/analysis/busy_ports.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";

const CHOICE = { protos: ["tcp"], top: 0, clients: 3 } as const;

/** Ports 80 and 81 with listeners and so many connections, and an outgoing one from port 40000. */
const machine = quietMachine({
  processes: [process({ pid: 812, name: "nginx" })],
  sockets: [80, 81, 82].flatMap((port) => [
    socket({ port, holders: [{ pid: 812 }] }),
    ...Array.from(
      { length: port === 82 ? 0 : port - 79 },
      (_, i) =>
        socket({ port, state: "ESTABLISHED", peer: { address: "10.0.0.7", port: 50_000 + i } }),
    ),
  ]).concat([
    socket({ port: 40_000, state: "ESTABLISHED", peer: { address: "10.0.0.8", port: 443 } }),
  ]),
});

Deno.test("busyPorts() ranks the ports that somebody listens on, and leaves out the idle", () => {
  const ranked = busyPorts(machine, CHOICE);
  assertEquals(ranked.map(({ port, total }) => [port, total]), [[81, 2], [80, 1]]);
  assertEquals([ranked[0]?.owner, ranked[0]?.pid], ["nginx", 812]);
});

Deno.test("busyPorts() shows as many as are asked for", () => {
  assertEquals(busyPorts(machine, { ...CHOICE, top: 1 }).map(({ port }) => port), [81]);
});

Deno.test("busyPorts() looks at ports that are named, whether somebody listens or not", () => {
  const targets = [{ port: 40_000, proto: "tcp" as const }];
  assertEquals(busyPorts(machine, { ...CHOICE, targets }).map(({ port }) => port), [40_000]);
});

Deno.test("busyPorts() ranks UDP by the sockets that are connected", () => {
  const udp = quietMachine({
    sockets: [
      socket({ proto: "udp", port: 53 }),
      socket({ proto: "udp", port: 53, state: "ESTABLISHED" }),
    ],
  });
  assertEquals(busyPorts(udp, CHOICE), []);
  const [dns] = busyPorts(udp, { ...CHOICE, protos: ["tcp", "udp"] });
  assertEquals([dns?.port, dns?.proto, dns?.total], [53, "udp", 1]);
});

Deno.test("busyPorts() takes no listener of another network namespace for one of here", () => {
  const elsewhere = quietMachine({
    sockets: [
      socket({ port: 80, namespace: "blue" }),
      socket({ port: 80, state: "ESTABLISHED" }),
    ],
  });
  assertEquals(busyPorts(elsewhere, CHOICE), []);
});

Deno.test("busyTable() shows the busiest clients of each port in one cell", () => {
  const table = busyTable(busyPorts(machine, CHOICE));
  const rows = table.kind === "table" ? table.rows : [];
  assertEquals(rows.map((row) => row.map(({ text }) => text)), [
    ["81", "tcp", "2", "nginx", "812", "1", "10.0.0.7 (2)"],
    ["80", "tcp", "1", "nginx", "812", "1", "10.0.0.7 (1)"],
  ]);
});
