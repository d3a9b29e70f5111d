import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { trace } from "../../src/commands/trace.ts";
import type { Machine } from "../../src/model/machine.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";
import { assertAllKeys, assertSchema, worldOf } from "./literal_world.ts";
import { FLAGS, textOf } from "./paper_world.ts";

async function ask(machine: Machine, words: readonly string[], flags: object = {}) {
  const world = worldOf(machine);
  const report = await trace.run(world, { ...FLAGS, ...flags }, ...words);
  return { ...report, asked: world.asked };
}

const ARGV = ["socat", "TCP-LISTEN:3000,fork", "TCP:192.0.2.9:443"];
const RELAY = quietMachine({
  sockets: [socket()],
  processes: [process({ name: "socat", argv: ARGV })],
  addresses: [],
});

Deno.test("trace exits 0 where somebody listens or a container has the port, 1 where nobody does", async () => {
  assertEquals((await ask(RELAY, ["3000"])).exit, 0);
  assertEquals((await ask(RELAY, ["3000", "3001"])).exit, 1);
  assertEquals((await ask(quietMachine({ containers: [container()] }), ["3000"])).exit, 0);
});

Deno.test("trace exits 4 where it could not see", async () => {
  const gaps = [{ fact: "sockets" as const, source: "ss", reason: "ss is not installed" }];
  assertEquals((await ask(quietMachine({ gaps }), ["3000"])).exit, 4);
});

Deno.test("trace looks once, at everything", async () => {
  const { asked: [question, ...more] } = await ask(RELAY, ["3000", "3001"]);
  assertEquals([question?.ports, more], [undefined, []]);
  assert(question?.facts.includes("routes") && question.facts.includes("namespaces"));
});

Deno.test("trace shows a tree, and with --quiet one line for each port", async () => {
  assertEquals(
    textOf(await ask(RELAY, ["3000"])),
    `3000/tcp
  socat (pid 812, user me) listens on 0.0.0.0:3000
    → passes connections on to 192.0.2.9:443
      socat TCP-LISTEN:3000,fork TCP:192.0.2.9:443
      → Outside this machine: 192.0.2.9:443
`,
  );
  const quiet = textOf(await ask(RELAY, ["3001"], { quiet: true }));
  assertEquals(quiet, "3001/tcp: Nobody listens on 3001\n");
});

Deno.test("trace says who was asked with --verbose, and else what was not seen", async () => {
  const gaps = [{ fact: "containers" as const, source: "docker", reason: "it hangs" }];
  const machine = quietMachine({ gaps });
  assertStringIncludes(textOf(await ask(machine, ["1"])), "Not seen: containers: it hangs");
  assertStringIncludes(textOf(await ask(machine, ["1"], { verbose: true })), "Asked");
});

Deno.test("trace keeps to its schema, which names no key that it does not write", async () => {
  const relayed = await ask(RELAY, ["3000", "3001"]);
  const published = await ask(quietMachine({ containers: [container()] }), ["3000"]);
  assertSchema(relayed, published);
  assertAllKeys("trace", relayed, published);
});
