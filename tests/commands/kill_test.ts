import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { kill } from "../../src/commands/kill/mod.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { container, process, quietMachine, socket } from "../../src/testing.ts";
import type { Machine } from "../../src/model/machine.ts";
import type { Report } from "../../src/model/report.ts";
import { assertAllKeys, assertSchema } from "./literal_world.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

const KILL = {
  ...FLAGS,
  timeout: 5000,
  force: false,
  tree: false,
  container: false,
  dryRun: true,
  yes: true,
};

function dry(machine: string, words: readonly string[], flags: object = {}) {
  const from = { from: "machine" };
  return oneReport(
    kill.run(paperWorld({ machine, flags }), { ...KILL, ...from, ...flags }, ...words),
  );
}

Deno.test("kill --dry-run plans on a captured machine, too, and keeps to its schema", async () => {
  const report = await dry("two-programs", ["3000"], { force: true });
  assertEquals([report.exit, problemsOfAnswer(JSON.parse(renderJson(report)))], [0, []]);
  assertStringIncludes(textOf(report), "Stops ");
  const nobody = await dry("two-programs", ["3001"]);
  assertEquals(nobody.exit, 1);
  assertStringIncludes(textOf(nobody), "Nothing to kill: nobody listens on 3001/tcp.");
});

Deno.test("kill acts on no captured machine", async () => {
  const error = await assertRejects(
    () => dry("two-programs", ["3000"], { dryRun: false }),
    Refusal,
  );
  assertEquals([error.code, error.exit], ["bad-flags", 2]);
});

Deno.test("kill stops containers of a captured machine by their engine", async () => {
  const report = await dry("docker", ["8080"]);
  assertEquals(report.exit, 0);
  assertStringIncludes(textOf(report), "docker stop -t 5");
});

Deno.test("kill refuses with the exit code of what speaks against it, and the command instead", async () => {
  const error = await assertRejects(() => dry("strangers", ["6379"]), Refusal);
  assertEquals(error.exit >= 3, true);
});

/** The stat of a process with this start; all else in it means nothing. */
function stat(pid: number, start: number): string {
  return `${pid} (node) S ${Array.from({ length: 16 }, () => "0").join(" ")} 1 0 ${start}`;
}

/** Kills port 3000 of one machine, which is the other one afterwards. */
async function killOn(
  before: Machine,
  { after = before, bind = "EADDRINUSE", failed, dryRun = false }: {
    readonly after?: Machine;
    readonly bind?: string;
    readonly failed?: string;
    readonly dryRun?: boolean;
  } = {},
): Promise<Report> {
  let lives = true;
  let now = Date.parse("2026-01-02T03:04:05Z");
  const world = paperWorld({
    sight: { now: () => now, tryBind: () => Promise.resolve(bind) },
    sleep: (ms) => (now += ms, Promise.resolve()),
    hands: {
      signal() {
        if (failed !== undefined) return { failed };
        lives = false;
      },
    },
  });
  const readText = (path: string) =>
    lives && path === "/proc/812/stat" ? stat(812, 8120) : { failed: "ENOENT" };
  const host = { ...world.host, readText };
  const look = () => Promise.resolve(lives ? before : after);
  return await oneReport(kill.run({ ...world, host, look }, { ...KILL, dryRun }, "3000"));
}

const NODE = process({ startTicks: 8120, cwd: "/srv" });
const SYSTEMD = process({ pid: 1, ppid: 0, name: "systemd", uid: 0 });

/** A machine on which every part of a plan has something to say. */
function crowded(): Machine {
  const client = { address: "127.0.0.1", port: 50000 };
  const server = { address: "127.0.0.1", port: 3000 };
  return quietMachine({
    sockets: [
      socket({ inode: 1, holders: [{ pid: 812 }, { pid: 813 }] }),
      socket({ inode: 2, address: "::1", holders: [{ pid: 900 }] }),
      socket({ inode: 3, address: "127.0.0.9", holders: [{ pid: 901 }] }),
      socket({ ...client, peer: server, state: "ESTABLISHED", holders: [{ pid: 902 }] }),
      socket({ ...server, peer: client, state: "ESTABLISHED" }),
    ],
    processes: [
      SYSTEMD,
      { ...NODE, unit: "web.service", userUnit: true, cgroup: "/user.slice/web.service" },
      process({ pid: 813, ppid: 812, uid: 33, startTicks: 8130 }),
      process({ pid: 900, name: "docker-proxy", startTicks: 9000 }),
      process({ pid: 901, name: "node", uid: 33, startTicks: 9010 }),
      process({ pid: 902, name: "curl", startTicks: 9020 }),
      process({ pid: 99, name: "portik" }),
    ],
    containers: [container({
      publications: [{ hostAddress: "::1", hostPort: 3000, containerPort: 80, proto: "tcp" }],
    })],
  });
}

Deno.test("kill --json writes every key of its schema, and no other", async () => {
  const own = quietMachine({ sockets: [socket({ inode: 1 })], processes: [SYSTEMD, NODE] });
  const proxy = process({ name: "docker-proxy", startTicks: 8120 });
  const forwarded = quietMachine({
    sockets: [socket({ inode: 1 }), socket({ inode: 2, address: "::1", holders: [{ pid: 813 }] })],
    processes: [SYSTEMD, NODE, { ...proxy, pid: 813 }],
  });
  const runsv = process({ pid: 700, name: "runsv", argv: ["runsv", "web"], cwd: "/etc/sv/web" });
  const heir = process({ pid: 901, ppid: 700, startTicks: 9, startedAt: "2026-01-02T03:04:06Z" });
  const after = quietMachine({
    sockets: [socket({ inode: 9, holders: [{ pid: 901 }] })],
    processes: [SYSTEMD, runsv, heir],
  });
  const reports = [
    await killOn(crowded(), { dryRun: true }),
    await killOn(forwarded, { dryRun: true }),
    await killOn(own, { failed: "EPERM" }),
    await killOn(own, { after }),
    await killOn(own, { bind: "ok", after: quietMachine({}) }),
  ];
  assertSchema(...reports);
  assertAllKeys("kill", ...reports);
  assertEquals(reports.map(({ exit }) => exit), [0, 0, 5, 5, 0]);
});
