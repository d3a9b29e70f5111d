import { assertEquals } from "@std/assert";
import { Listeners } from "../../../src/analysis/graph/listeners.ts";
import { Nodes } from "../../../src/analysis/graph/nodes.ts";
import type { Socket } from "../../../src/plugin.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";

function nodesOf(machine: ReturnType<typeof quietMachine>): Nodes {
  return new Nodes(machine, new Listeners(machine));
}

function connection(...pids: readonly number[]): Socket {
  return socket({ state: "ESTABLISHED", holders: pids.map((pid) => ({ pid })) });
}

/** A connection of nobody any more. */
function left(): Socket {
  const { uid: _, inode: __, ...rest } = connection();
  return { ...rest, state: "TIME_WAIT" };
}

Deno.test("Nodes tells the user of a connection whose process cannot be seen", () => {
  const nodes = nodesOf(quietMachine({ users: { 0: "root" } }));
  const node = nodes.ofConnection({ ...connection(), uid: 0 });
  assertEquals([node.kind, node.name], ["hidden", "user root"]);
});

Deno.test("Nodes makes each node once, with all that is known of a process", () => {
  const machine = quietMachine({
    sockets: [socket()],
    processes: [process({ unit: "web.service" })],
  });
  const nodes = nodesOf(machine);
  const node = nodes.ofConnection(connection(812));
  assertEquals(node, {
    id: "pid:812",
    kind: "process",
    name: "node",
    pid: 812,
    user: "me",
    unit: "web.service",
  });
  assertEquals(nodes.ofListener(machine.snapshot.sockets[0] ?? socket()) === node, true);
  assertEquals(nodes.get("pid:812") === node, true);
});

Deno.test("Nodes learns late that a process serves a container", () => {
  const machine = quietMachine({
    sockets: [socket()],
    processes: [process({ name: "docker-proxy" })],
    containers: [container()],
  });
  const nodes = nodesOf(machine);
  nodes.ofConnection(connection(812));
  nodes.ofListener(machine.snapshot.sockets[0] ?? socket());
  assertEquals(nodes.get("pid:812")?.container, "web-1");
  assertEquals(nodes.ofConnection(connection(812)).container, "web-1");
});

Deno.test("Nodes has one node for all that is gone, and one for each address", () => {
  const nodes = nodesOf(quietMachine());
  assertEquals(nodes.ofConnection(left()).kind, "unknown");
  assertEquals(nodes.ofAddress("127.0.0.1"), {
    id: "address:127.0.0.1",
    kind: "address",
    name: "127.0.0.1",
  });
  assertEquals(nodes.ofAddress("192.0.2.1").outside, true);
});

Deno.test("Nodes tells a process that was not looked at by its pid alone", () => {
  assertEquals(nodesOf(quietMachine()).ofConnection(connection(5)), {
    id: "pid:5",
    kind: "process",
    name: "a process",
    pid: 5,
  });
});
