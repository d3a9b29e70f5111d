import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { blame } from "../../src/commands/blame.ts";
import type { Machine } from "../../src/model/machine.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";
import { assertAllKeys, assertSchema, worldOf } from "./literal_world.ts";
import { FLAGS, textOf } from "./paper_world.ts";

async function ask(machine: Machine, words: readonly string[], flags: object = {}) {
  const world = worldOf(machine);
  const report = await blame.run(world, { ...FLAGS, depth: 0, ...flags }, ...words);
  return { ...report, asked: world.asked };
}

const HELD = quietMachine({
  sockets: [socket()],
  processes: [process({ pid: 1, ppid: 0, name: "tini" }), process()],
});

Deno.test("blame exits 0 where an owner or a container is known, 1 where nobody listens", async () => {
  assertEquals((await ask(HELD, ["3000"])).exit, 0);
  assertEquals((await ask(HELD, ["3000", "3001"])).exit, 1);
  assertEquals((await ask(quietMachine({ containers: [container()] }), ["3000"])).exit, 0);
  const hidden = quietMachine({ sockets: [socket({ holders: [], uid: 0, inode: 64 })] });
  assertEquals((await ask(hidden, ["3000"])).exit, 0);
});

Deno.test("blame exits 4 where it could not see", async () => {
  const gaps = [{ fact: "sockets" as const, source: "ss", reason: "ss is not installed" }];
  assertEquals((await ask(quietMachine({ gaps }), ["3000"])).exit, 4);
});

Deno.test("blame says one line for each port with --quiet", async () => {
  const text = textOf(await ask(HELD, ["3000", "3001"], { quiet: true }));
  assertEquals(text.trimEnd().split("\n").length, 2 + 1, text);
});

Deno.test("blame shortens chains to --depth, and 0 stands for all", async () => {
  const chainOf = async (depth: number) => {
    const { data } = await ask(HELD, ["3000"], { depth });
    return (data as { ports: { chain: unknown[] }[] }).ports[0]?.chain.length;
  };
  assertEquals([await chainOf(0), await chainOf(1), await chainOf(9)], [2, 1, 2]);
});

Deno.test("blame looks a second time only for where an ssh session comes from", async () => {
  assertEquals((await ask(HELD, ["3000"])).asked.length, 1);
  const sshd = process({ pid: 44, name: "sshd", argv: ["sshd: ada@pts/0"] });
  const remote = socket({
    port: 22,
    state: "ESTABLISHED",
    holders: [{ pid: 44, fd: 4 }],
    peer: { address: "192.0.2.7", port: 50022 },
  });
  const overSsh = quietMachine({
    sockets: [socket(), remote],
    processes: [sshd, process({ ppid: 44 })],
  });
  const { asked, ...report } = await ask(overSsh, ["3000"]);
  assertEquals(asked.length, 2);
  assertStringIncludes(textOf(report), "Started over ssh as ada from 192.0.2.7:50022.");
});

Deno.test("blame tells the evidence and who was asked with --verbose", async () => {
  const text = textOf(await ask(HELD, ["3000"], { verbose: true }));
  assertStringIncludes(text, "the parent of node is tini (pid 1)");
  assert(!textOf(await ask(HELD, ["3000"])).includes("the parent of"));
});

Deno.test("blame keeps to its schema, which names no key that it does not write", async () => {
  const unit = { unit: "web.service", cgroup: "/system.slice/web.service" };
  const at = { startedAt: "2026-01-02T03:00:00.000Z", cwd: "/srv", project: PROJECT };
  const service = await ask(
    quietMachine({
      sockets: [socket({ address: "fe80::1", zone: "eth0" })],
      processes: [process({ pid: 1, ppid: 0, name: "systemd" }), process({ ...unit, ...at })],
    }),
    ["3000", "3001"],
    { depth: 1 },
  );
  const session = process({ pid: 44, name: "sshd", argv: ["sshd: ada@pts/0"] });
  const remote = socket({
    state: "ESTABLISHED",
    port: 22,
    holders: [{ pid: 44, fd: 4 }],
    peer: { address: "fe80::7", zone: "eth0", port: 50022 },
  });
  const login = await ask(
    quietMachine({
      sockets: [socket(), remote],
      processes: [session, process({ ppid: 44, terminal: "pts/0" })],
    }),
    ["3000"],
  );
  const hidden = await ask(
    quietMachine({ sockets: [socket({ holders: [], uid: 0, inode: 64 })] }),
    ["3000"],
  );
  const published = await ask(quietMachine({ containers: [container()] }), ["3000"]);
  assertSchema(service, login, hidden, published);
  assertAllKeys("blame", service, login, hidden, published);
});

const PROJECT = { root: "/srv", branch: "main", worktree: "fix" };
