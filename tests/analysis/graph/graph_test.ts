import { assertEquals } from "@std/assert";
import { graphOf, type GraphOptions } from "../../../src/analysis/graph/graph.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";
import { end, held, type Part, shown } from "./paper.ts";

function draw(
  parts: readonly Part[],
  options: GraphOptions = {},
  around: Partial<Snapshot> = {},
): string[] {
  const machine = quietMachine({
    sockets: parts.flatMap(({ sockets }) => sockets),
    processes: parts.flatMap(({ processes }) => processes),
    ...around,
  });
  return shown(graphOf(machine, options));
}

const WEB = socket({ port: 80 });

Deno.test("graphOf() tells a connection on loopback once, though it is two sockets", () => {
  const parts = [
    held(7, "nginx", WEB, end("127.0.0.1:80", "127.0.0.1:40001")),
    held(8, "curl", end("127.0.0.1:40001", "127.0.0.1:80")),
  ];
  const expected = ["curl (pid 8) -> nginx (pid 7) 80/tcp 1"];
  assertEquals(draw(parts), expected);
  assertEquals(draw(parts.toReversed()), expected);
});

Deno.test("graphOf() counts the states of the server's end, and those of a client that is alone", () => {
  const machine = quietMachine({
    sockets: [
      ...held(7, "nginx", WEB, end("127.0.0.1:80", "127.0.0.1:40001", { state: "CLOSE_WAIT" }))
        .sockets,
      ...held(8, "curl", end("127.0.0.1:40001", "127.0.0.1:80", { state: "FIN_WAIT_2" })).sockets,
      end("127.0.0.1:40002", "127.0.0.1:80", { state: "TIME_WAIT" }),
    ],
    processes: [process({ pid: 7, name: "nginx" }), process({ pid: 8, name: "curl" })],
  });
  const { edges } = graphOf(machine);
  assertEquals(edges.map(({ count, states }) => [count, states]), [
    [1, { CLOSE_WAIT: 1 }],
    [1, { TIME_WAIT: 1 }],
  ]);
});

Deno.test("graphOf() takes a server on 0.0.0.0 and [::] for one", () => {
  const both = [WEB, socket({ port: 80, address: "::", v6only: true, family: "ipv6" })];
  const accepted = [end("127.0.0.1:80", "127.0.0.1:40001"), end("::1:80", "::1:40002")];
  assertEquals(
    draw([
      held(7, "nginx", ...both, ...accepted),
      held(8, "curl", end("127.0.0.1:40001", "127.0.0.1:80"), end("::1:40002", "::1:80")),
    ]),
    ["curl (pid 8) -> nginx (pid 7) 80/tcp 2"],
  );
});

Deno.test("graphOf() tells two servers on one port apart by who has the connection", () => {
  const reuse = (pid: number) =>
    held(
      pid,
      "node",
      socket({ port: 80, inode: pid }),
      end("127.0.0.1:80", `127.0.0.1:4000${pid}`),
    );
  const clients = [7, 8].map((pid) => end(`127.0.0.1:4000${pid}`, "127.0.0.1:80"));
  assertEquals(draw([reuse(7), reuse(8), held(9, "curl", ...clients)]), [
    "curl (pid 9) -> node (pid 7) 80/tcp 1",
    "curl (pid 9) -> node (pid 8) 80/tcp 1",
  ]);
});

Deno.test("graphOf() tells two servers on one port apart by address where nobody can be seen", () => {
  const parts = [
    held(7, "one", socket({ port: 80, address: "127.0.0.1" })),
    held(8, "two", socket({ port: 80, address: "0.0.0.0" })),
    {
      processes: [],
      sockets: [end("127.0.0.1:80", "127.0.0.1:1"), end("10.0.0.2:80", "10.0.0.9:2")],
    },
  ];
  assertEquals(draw(parts), [
    "127.0.0.1 (this machine) -> one (pid 7) 80/tcp 1",
    "10.0.0.9 -> two (pid 8) 80/tcp 1",
  ]);
});

Deno.test("graphOf() folds those that share a listener into the maker", () => {
  const [master, worker] = [7, 8];
  const shared = { ...WEB, holders: [{ pid: master, fd: 6 }, { pid: worker, fd: 6 }] };
  const upstream = end("127.0.0.1:40005", "127.0.0.1:3000");
  assertEquals(
    draw([
      {
        processes: [
          process({ pid: master, name: "nginx", startTicks: 1 }),
          process({ pid: worker, ppid: master, name: "nginx", startTicks: 2 }),
        ],
        sockets: [shared],
      },
      { processes: [], sockets: held(worker, "", upstream).sockets },
      held(9, "node", socket(), end("127.0.0.1:3000", "127.0.0.1:40005")),
    ]),
    ["nginx (pid 7) -> node (pid 9) 3000/tcp 1"],
  );
});

Deno.test("graphOf() does not fold a server into the parent whose listener it inherited by accident", () => {
  const leaked = { ...WEB, holders: [{ pid: 7, fd: 6 }, { pid: 8, fd: 6 }] };
  assertEquals(
    draw([
      {
        processes: [
          process({ pid: 7, name: "parent" }),
          process({ pid: 8, ppid: 7, name: "child" }),
        ],
        sockets: [leaked],
      },
      {
        processes: [],
        sockets: held(8, "", socket(), end("127.0.0.1:3000", "127.0.0.1:1")).sockets,
      },
    ]),
    ["127.0.0.1 (this machine) -> child (pid 8) 3000/tcp 1"],
  );
});

Deno.test("graphOf() lays a connection that a child got to the server that accepted it", () => {
  const session = process({ pid: 9, ppid: 7, name: "sshd" });
  assertEquals(
    draw([
      held(7, "sshd", socket({ port: 22 })),
      { processes: [session], sockets: held(9, "", end("10.0.0.2:22", "192.0.2.7:5")).sockets },
    ]),
    ["192.0.2.7 -> sshd (pid 7) 22/tcp 1"],
  );
});

Deno.test("graphOf() lets a service that systemd passes connections to be its own server", () => {
  const parts = [
    held(1, "systemd", socket({ port: 79 })),
    held(9, "fingerd", end("10.0.0.2:79", "192.0.2.7:5")),
  ];
  assertEquals(draw(parts), ["192.0.2.7 -> fingerd (pid 9) 79/tcp 1"]);
});

Deno.test("graphOf() has nodes for other machines, unless only this one is wanted", () => {
  const parts = [
    held(
      7,
      "nginx",
      WEB,
      end("10.0.0.2:80", "192.0.2.7:40001"),
      end("10.0.0.2:80", "192.0.2.7:40002"),
    ),
    held(8, "curl", end("10.0.0.2:50000", "192.0.2.9:443")),
    held(9, "psql", end("127.0.0.1:50001", "127.0.0.1:5432")),
  ];
  assertEquals(draw(parts), [
    "192.0.2.7 -> nginx (pid 7) 80/tcp 2",
    "curl (pid 8) -> 192.0.2.9 443/tcp 1",
    "psql (pid 9) -> 127.0.0.1 (this machine) 5432/tcp 1",
  ]);
  assertEquals(draw(parts, { localOnly: true }), [
    "psql (pid 9) -> 127.0.0.1 (this machine) 5432/tcp 1",
  ]);
});

Deno.test("graphOf() takes the end with the port that the kernel gave it for the client", () => {
  const parts = [held(8, "old", end("10.0.0.2:8080", "192.0.2.9:50000"))];
  assertEquals(draw(parts), ["192.0.2.9 -> old (pid 8) 8080/tcp 1"]);
  assertEquals(draw(parts, {}, { settings: {} }), ["192.0.2.9 -> old (pid 8) 8080/tcp 1"]);
});

Deno.test("graphOf() keeps what is wanted, the busiest first", () => {
  const parts = [
    held(
      7,
      "nginx",
      ...[80, 81].map((port) => socket({ port })),
      end("10.0.0.2:80", "192.0.2.7:1"),
      end("10.0.0.2:81", "192.0.2.7:2"),
      end("10.0.0.2:81", "192.0.2.7:3"),
    ),
  ];
  assertEquals(draw(parts, { wanted: (_, { port }) => port === 80 }), [
    "192.0.2.7 -> nginx (pid 7) 80/tcp 1",
  ]);
  assertEquals(draw(parts, { top: 1 }), ["192.0.2.7 -> nginx (pid 7) 81/tcp 2"]);
  const { nodes } = graphOf(quietMachine({ sockets: parts[0]?.sockets ?? [] }), { top: 0 });
  assertEquals(nodes, []);
});

Deno.test("graphOf() tells what cannot be seen by unit or user, and what is gone as gone", () => {
  const hidden = { holders: [], uid: 0, inode: 64 };
  const unit = { cgroup: "/system.slice/db.service" };
  assertEquals(
    draw([{
      processes: [],
      sockets: [
        socket({ port: 5432, ...hidden, ...unit }),
        socket({ port: 80, ...hidden }),
        end("127.0.0.1:5432", "127.0.0.1:40001", hidden),
        end("127.0.0.1:40001", "127.0.0.1:5432", hidden),
        end("127.0.0.1:80", "127.0.0.1:40002", { state: "TIME_WAIT" }),
      ],
    }]),
    [
      "127.0.0.1 (this machine) -> user root 80/tcp 1",
      "user root -> db.service 5432/tcp 1",
    ],
  );
});

Deno.test("graphOf() names the container that a forwarder serves", () => {
  const parts = [
    held(7, "docker-proxy", socket(), end("127.0.0.1:3000", "127.0.0.1:1")),
    { processes: [], sockets: held(7, "", end("172.17.0.1:50000", "172.17.0.2:80")).sockets },
  ];
  assertEquals(draw(parts, {}, { containers: [container()] }), [
    "web-1 (docker-proxy, pid 7) -> 172.17.0.2 80/tcp 1",
    "127.0.0.1 (this machine) -> web-1 (docker-proxy, pid 7) 3000/tcp 1",
  ]);
});

Deno.test("graphOf() tells clients of UDP, whose server has no socket for each", () => {
  const udp = { proto: "udp" as const };
  assertEquals(
    draw([
      held(7, "dnsmasq", socket({ ...udp, port: 53 })),
      held(8, "resolver", end("127.0.0.1:40001", "127.0.0.1:53", udp)),
    ]),
    ["resolver (pid 8) -> dnsmasq (pid 7) 53/udp 1"],
  );
});

Deno.test("graphOf() leaves out other network namespaces", () => {
  const there = { namespace: "blue" };
  assertEquals(
    draw([held(7, "nginx", { ...WEB, ...there }, end("10.0.0.2:80", "192.0.2.7:1", there))]),
    [],
  );
});
