import { assert, assertEquals, assertRejects } from "@std/assert";
import { wait } from "../../src/commands/wait/mod.ts";
import type { Machine } from "../../src/model/machine.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { isStream, type Report, type Reports } from "../../src/model/report.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { renderJson } from "../../src/render/json.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";
import { fakeConnection } from "../fake_connection.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { assertAllKeys } from "./literal_world.ts";
import { FLAGS, paperWorld, textOf, type WorldChoices } from "./paper_world.ts";

const NODE = { processes: [process()], sockets: [socket()] };
const FREE = {};
const BLIND = {
  known: [],
  gaps: [{ fact: "sockets", source: "ss", reason: "ss hangs" }],
} as const;

const DEFAULTS = {
  ...FLAGS,
  ...{ listening: false, free: false, any: false },
  ...{ timeout: 1000, interval: 250 },
};

/** What is waited for, and where. */
interface Wait extends WorldChoices {
  readonly ports?: readonly string[];
  readonly flags?: Partial<typeof DEFAULTS> & { readonly http?: string; readonly host?: string };
}

/** A wait while the machine goes through these states, one at each look; the last one stays. */
function start(states: readonly Partial<Snapshot>[], { ports = ["3000"], ...choices }: Wait = {}) {
  let now = 0;
  const world = paperWorld({
    ...choices,
    sleep: (ms) => Promise.resolve(void (now += ms)),
  });
  const looks: Machine[] = [];
  const look = () => {
    const machine = quietMachine(states[Math.min(looks.length, states.length - 1)]);
    looks.push(machine);
    return Promise.resolve(machine);
  };
  const host = { ...world.host, now: () => now };
  const tryBinds = (machine: Machine) => Promise.resolve(machine);
  const flags = { ...DEFAULTS, ...choices.flags };
  const answer = wait.run({ ...world, host, look, tryBinds, flags }, flags, ...ports);
  return { answer, looks };
}

/** What a wait came to, and how often it looked. */
async function waited(
  ...args: Parameters<typeof start>
): Promise<{ report: Report; looks: number }> {
  const { answer, looks } = start(...args);
  const report = await answer;
  assert(!isStream(report));
  assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
  return { report, looks: looks.length };
}

async function told(answer: Promise<Report | Reports> | Report | Reports): Promise<Report[]> {
  const reports = await answer;
  assert(isStream(reports));
  return await Array.fromAsync(reports);
}

Deno.test("wait ends with the look that finds a listener", async () => {
  const { report, looks } = await waited([FREE, FREE, NODE]);
  assertEquals([report.exit, looks, textOf(report)], [0, 3, "3000 listens; waited 0.5 s.\n"]);
});

Deno.test("wait ends at once where there is nothing to wait for", async () => {
  assertEquals((await waited([NODE])).looks, 1);
  assertEquals((await waited([FREE], { flags: { free: true } })).looks, 1);
});

Deno.test("wait looks no more often than the interval says, and says what was missing", async () => {
  const { report, looks } = await waited([FREE]);
  assertEquals([report.exit, looks], [1, 5]);
  assertEquals(textOf(report), "Waited 1.0 s in vain: 3000 is still free.\n");
  assertEquals((await waited([FREE], { flags: { timeout: 0 } })).looks, 1);
});

Deno.test("wait --free names who still holds the port", async () => {
  const { report } = await waited([NODE], { flags: { free: true } });
  assertEquals(report.exit, 1);
  assert(/^Waited 1.0 s in vain: 3000 is still held by node \(pid \d+/.test(textOf(report)));
});

Deno.test("wait wants every port at the same time, or with --any one of them", async () => {
  const other = { processes: [process()], sockets: [socket({ port: 3001 })] };
  const both = { processes: [process()], sockets: [socket(), socket({ port: 3001, inode: 99 })] };
  const ports = ["3000-3001"];
  const all = await waited([NODE, other, both], { ports });
  assertEquals([all.report.exit, all.looks], [0, 3]);
  assertEquals(textOf(all.report), "3000 and 3001 listen; waited 0.5 s.\n");
  const any = await waited([FREE, other, both], { ports, flags: { any: true } });
  assertEquals([any.report.exit, any.looks], [0, 2]);
  assertEquals(textOf(any.report), "3001 listens; waited 0.3 s.\n");
});

Deno.test("wait gives up at once where nothing can be seen, and not where sight is lost later", async () => {
  const blind = await waited([BLIND]);
  assertEquals([blind.report.exit, blind.looks], [4, 1]);
  assertEquals((await waited([FREE, BLIND, NODE])).report.exit, 0);
  assertEquals((await waited([FREE, BLIND])).report.exit, 4);
});

Deno.test("wait ends with the truth when somebody asks for the end", async () => {
  for (const [signal, exit] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
    const { report } = await waited([FREE], { stopped: Promise.resolve(signal) });
    const { met, stoppedBy } = report.data as { met: boolean; stoppedBy: string };
    assertEquals([report.exit, met, stoppedBy], [exit, false, signal]);
    assert(textOf(report).startsWith("Stopped after 0.0 s"));
  }
});

Deno.test("wait --quiet says nothing", async () => {
  assertEquals(textOf((await waited([FREE], { flags: { quiet: true } })).report), "");
});

Deno.test("wait --json --verbose tells each change, and no look without one", async () => {
  const flags = { json: true, verbose: true };
  const { answer, looks } = start([FREE, FREE, BLIND, BLIND, NODE], { flags });
  const reports = await told(answer);
  assertEquals(looks.length, 5);
  const events = reports.map(({ kind, data }) => [kind, (data as { met?: boolean }).met]);
  assertEquals(events, [
    ["wait-event", false],
    ["wait-event", undefined],
    ["wait-event", true],
    ["wait", true],
  ]);
  for (const report of reports) assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
});

/** Servers on every address that answer with these pieces. */
function answering(...pieces: string[]) {
  const connect = () => Promise.resolve(fakeConnection(pieces));
  const servers = { connect, listenTcp: fails, listenUdp: fails };
  return { hands: { servers } };
}

const fails = () => Promise.resolve({ failed: "EPERM" });

Deno.test("wait --http asks, and names who holds a port that does not answer well", async () => {
  const flags = { http: "/health" };
  const good = await waited([NODE], { ...answering("HTTP/1.1 204 X\r\n"), flags });
  assertEquals([good.report.exit, good.looks], [0, 0]);
  const bad = await waited([NODE], { ...answering("HTTP/1.1 503 X\r\n"), flags });
  assertEquals([bad.report.exit, bad.looks], [1, 1]);
  const text = textOf(bad.report).replaceAll("\n", " ");
  assert(
    /in vain: 3000 answers 503 and is held by node \(pid \d+.*\) on 0\.0\.0\.0\./.test(text),
    text,
  );
  const nobody = await waited([FREE], { ...answering("HTTP/1.1 404 X\r\n"), flags });
  assertEquals(textOf(nobody.report), "Waited 1.0 s in vain: 3000 answers 404.\n");
});

Deno.test("wait writes every key of its schemas", async () => {
  const flags = { http: "/", json: true, verbose: true, host: "127.0.0.1", timeout: 0 };
  const stopped = Promise.resolve("SIGINT" as const);
  const reports = await told(start([NODE], { ...answering("HTTP/1.1 503 X\r\n"), flags }).answer);
  assertAllKeys("wait", ...reports, (await waited([FREE], { stopped })).report);
  assertAllKeys("wait-event", ...reports);
});

Deno.test("wait refuses flags that say different things, and what cannot come true", async () => {
  const cases: readonly Wait[] = [
    { flags: { free: true, listening: true } },
    { flags: { free: true, http: "/" } },
    { flags: { http: "/", proto: "udp" } },
    { flags: { from: "x" } as Wait["flags"] & object },
    { ports: ["127.0.0.1:80"], flags: { host: "::1" } },
    { ports: ["0"] },
    { ports: ["1-65535"] },
  ];
  for (const one of cases) {
    await assertRejects(async () => await start([FREE], one).answer, Refusal);
  }
});
