import { assertEquals } from "@std/assert";
import { groupsOf } from "../../../src/analysis/trace/groups.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";

Deno.test("groupsOf() puts the sockets of one owner together, and those of one container", () => {
  const sockets = [
    socket({ address: "127.0.0.1" }),
    socket({ address: "::1" }),
    socket({ address: "0.0.0.0", holders: [{ pid: 900 }] }),
    socket({ address: "::", v6only: true, holders: [{ pid: 901 }] }),
    socket({ address: "192.0.2.1", holders: [], inode: 64 }),
  ];
  const machine = quietMachine({
    sockets,
    processes: [
      process(),
      process({ pid: 900, name: "docker-proxy" }),
      process({ pid: 901, name: "docker-proxy" }),
    ],
    containers: [container({
      publications: ["0.0.0.0", "::"].map((hostAddress) => ({
        hostAddress,
        hostPort: 3000,
        containerPort: 80,
        proto: "tcp" as const,
      })),
    })],
  });
  assertEquals(
    groupsOf(machine, sockets).map((group) => group.map(({ address }) => address)),
    [["127.0.0.1", "::1"], ["0.0.0.0", "::"], ["192.0.2.1"]],
  );
});
