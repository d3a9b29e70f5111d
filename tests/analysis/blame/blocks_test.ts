import { assert, assertEquals } from "@std/assert";
import { blamesOf } from "../../../src/analysis/blame/blame.ts";
import { blameBlocks, blameLine } from "../../../src/analysis/blame/blocks.ts";
import type { Machine } from "../../../src/model/machine.ts";
import { render } from "../../../src/render/mod.ts";
import { container, process, quietMachine, socket } from "../../../src/testing.ts";
import { lineOf, machineOf, SYSTEMD } from "./line.ts";

const TARGET = { port: 3000, proto: "tcp" } as const;

type Options = { depth?: number; verbose?: boolean; width?: number };

async function shown(machine: Machine, options: Options = {}): Promise<string> {
  const blocks = blamesOf(machine, TARGET, options)
    .flatMap((blame) => blameBlocks(blame, machine, options.verbose));
  const report = { kind: "blame", data: {}, blocks, gaps: [], exit: 0 };
  return await render(report, { output: "text", width: options.width ?? 80, color: false });
}

const UNIT = { unit: "web.service", cgroup: "/system.slice/web.service" };

Deno.test("blameBlocks() shows a tree, a sentence and the command that stops it for good", async () => {
  const startedAt = "2026-01-02T03:03:05.000Z";
  const line = lineOf({ ...SYSTEMD, startedAt }, {
    name: "npm start",
    argv: ["npm start"],
    ...UNIT,
  }, {
    argv: ["node", "server.js"],
    startedAt,
    ...UNIT,
  });
  assertEquals(
    await shown(machineOf(line)),
    `3000/tcp is listening on 0.0.0.0
  PROCESS      PID  USER   AGE  COMMAND
  systemd        1  root  60 s  /sbin/init
  └ npm start  101  me       -  npm start
    └ node     102  me    60 s  node server.js
Started by systemd unit web.service, by npm start.
To stop it for good:
  sudo systemctl stop web.service
`,
  );
});

Deno.test("blameBlocks() says how much of a chain it left out", async () => {
  const text = await shown(machineOf(lineOf(SYSTEMD, {}, {})), { depth: 1 });
  assertEquals(text.split("\n").slice(2, 4), [
    "  … 2 more",
    "  └ node    102  me      -  node",
  ]);
});

Deno.test("blameBlocks() fits 80 columns, however long and deep a chain is", async () => {
  const deep = Array.from({ length: 40 }, (_, i) => ({
    name: i % 2 === 0 ? "bash" : "a-very-long-name-of-a-program",
    argv: ["x".repeat(300), "--and", "more"],
  }));
  const text = await shown(machineOf(lineOf(SYSTEMD, ...deep)), { verbose: true });
  for (const line of text.split("\n")) assert(line.length <= 80, line);
});

Deno.test("blameBlocks() cuts long commands where nothing says how wide the screen is", async () => {
  const parent = { name: "launcher", argv: ["launcher", "--env", "x".repeat(500)] };
  const blocks = await shown(machineOf(lineOf(SYSTEMD, parent, {})), { width: 0 });
  assert(blocks.includes("…"), blocks);
  for (const line of blocks.split("\n")) assert(line.length <= 80, line);
});

Deno.test("blameBlocks() shows the evidence when it is asked for", async () => {
  const machine = machineOf(lineOf(SYSTEMD, UNIT));
  assert((await shown(machine, { verbose: true })).includes("cgroup /system.slice/web.service"));
  assert(!(await shown(machine)).includes("cgroup"));
});

Deno.test("blameBlocks() says how a port stands that nobody listens on", async () => {
  assertEquals(await shown(quietMachine()), "3000/tcp has no listener: nobody to blame\n");
  const held = quietMachine({
    sockets: [socket({ state: "ESTABLISHED" })],
    processes: [process()],
  });
  assert((await shown(held)).startsWith("3000/tcp is the local end of a connection of node"));
  const published = await shown(quietMachine({ containers: [container()] }));
  assertEquals(
    published,
    `3000/tcp is published on 0.0.0.0 without a listener
Started in docker container web-1 (image nginx).
To stop it for good:
  docker stop web-1
`,
  );
  const gaps = [{ fact: "sockets" as const, source: "ss", reason: "ss is not installed" }];
  assertEquals(await shown(quietMachine({ gaps })), "3000/tcp is unknown: ss is not installed\n");
});

Deno.test("blameLine() says it in one line", () => {
  const machine = machineOf(lineOf(SYSTEMD, UNIT));
  const [blame] = blamesOf(machine, TARGET);
  const line = blame && blameLine(blame, machine);
  const words = line?.kind === "text" ? line.spans.map(({ text }) => text).join("") : "";
  assertEquals(words, "3000/tcp is listening on 0.0.0.0. Started by systemd unit web.service.");
});
