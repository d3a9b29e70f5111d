import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { graph } from "../../src/commands/graph.ts";
import type { Machine } from "../../src/model/machine.ts";
import { Refusal } from "../../src/model/refusal.ts";
import type { Socket } from "../../src/model/socket.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";
import { assertAllKeys, assertSchema, worldOf } from "./literal_world.ts";
import { FLAGS, textOf } from "./paper_world.ts";

async function ask(machine: Machine, words: readonly string[] = [], flags: object = {}) {
  const own = { dot: false, mermaid: false, localOnly: false, top: 0 };
  return await graph.run(worldOf(machine), { ...FLAGS, ...own, ...flags }, ...words);
}

function client(port: number, fields: Partial<Socket> = {}): Socket {
  return socket({
    address: "127.0.0.1",
    port: 40000 + port,
    state: "ESTABLISHED",
    peer: { address: "127.0.0.1", port },
    holders: [{ pid: 900 }],
    ...fields,
  });
}

const MACHINE = quietMachine({
  sockets: [
    socket({ address: "127.0.0.1" }),
    socket({ address: "127.0.0.1", port: 53, proto: "udp" }),
    client(3000),
    client(5432),
    client(53, { proto: "udp" }),
    client(443, { address: "10.0.0.2", peer: { address: "192.0.2.9", port: 443 } }),
  ],
  processes: [process({ unit: "web.service" }), process({ pid: 900, name: "curl" })],
});

async function ports(words: readonly string[], flags: object = {}): Promise<number[]> {
  const { data } = await ask(MACHINE, words, flags);
  return (data as { edges: { port: number }[] }).edges.map(({ port }) => port).sort();
}

Deno.test("graph has every connection, or those of the ports that are named", async () => {
  assertEquals(await ports([]), [3000, 443, 5432]);
  assertEquals(await ports(["3000-6000"]), [3000, 5432]);
  assertEquals(await ports(["53"]), []);
  assertEquals(await ports(["53/udp", "443"]), [443, 53]);
  assertEquals(await ports(["localhost:3000", "localhost:443"]), [3000]);
  assertEquals(await ports([], { proto: "all" }), [3000, 443, 53, 5432]);
});

Deno.test("graph leaves out other machines, and all but the busiest, where that is asked for", async () => {
  assertEquals(await ports([], { localOnly: true }), [3000, 5432]);
  assertEquals((await ports([], { top: 2 })).length, 2);
});

Deno.test("graph draws in two languages, one at a time", async () => {
  assertStringIncludes(textOf(await ask(MACHINE, [], { dot: true })), "digraph portik {\n");
  assertStringIncludes(textOf(await ask(MACHINE, [], { mermaid: true })), "flowchart LR\n");
  await assertRejects(() => ask(MACHINE, [], { dot: true, mermaid: true }), Refusal, "choose one");
});

Deno.test("graph adds no remark to a drawing", async () => {
  const gaps = [{ fact: "owners" as const, source: "ss", reason: "needs root" }];
  const machine = quietMachine({ ...MACHINE.snapshot, gaps, known: ["sockets"] });
  assertEquals(textOf(await ask(machine, [], { dot: true })).trimEnd().endsWith("}"), true);
  assertStringIncludes(textOf(await ask(machine)), "Not seen: owners");
});

Deno.test("graph exits 0, also where nobody is connected, and 4 where it could not see", async () => {
  assertEquals((await ask(MACHINE)).exit, 0);
  assertEquals((await ask(quietMachine())).exit, 0);
  assertEquals(textOf(await ask(quietMachine())), "Nobody is connected.\n");
  const gaps = [{ fact: "sockets" as const, source: "ss", reason: "ss is not installed" }];
  assertEquals((await ask(quietMachine({ gaps }))).exit, 4);
});

Deno.test("graph keeps to its schema, which names no key that it does not write", async () => {
  const whole = await ask(MACHINE);
  const published = await ask(quietMachine({
    sockets: [socket(), client(3000)],
    processes: [process({ name: "docker-proxy" })],
    containers: [container()],
  }));
  const hidden = await ask(
    quietMachine({
      sockets: [socket({ holders: [], uid: 0, inode: 64 }), client(3000, { holders: [] })],
    }),
  );
  assertSchema(whole, published, hidden);
  assertAllKeys("graph", whole, published, hidden);
});
