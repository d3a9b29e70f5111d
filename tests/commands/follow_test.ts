import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { run } from "../../src/app.ts";
import { who } from "../../src/commands/who.ts";
import { Machine } from "../../src/model/machine.ts";
import { isStream, type Report } from "../../src/model/report.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderJson } from "../../src/render/json.ts";
import { process, quietMachine, socket } from "../../src/testing.ts";
import { fakeHost } from "../fake_host.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, paperWorld, textOf } from "./paper_world.ts";

const NODE = { processes: [process()], sockets: [socket()] };
const FREE = {};
const BLIND = { gaps: [{ fact: "sockets", source: "ss", reason: "ss hangs" }] as const };

/** What who --follow reports while the machine goes through these states, one at each look. */
async function follow(
  states: readonly Partial<Snapshot>[],
  ports: readonly string[] = ["3000"],
  flags: object = {},
): Promise<Report[]> {
  const stop = Promise.withResolvers<void>();
  const world = paperWorld({ stopped: stop.promise });
  let looks = 0;
  const look = () => {
    const state = states[looks++];
    if (state === undefined) stop.resolve();
    return Promise.resolve(quietMachine(state ?? states.at(-1)));
  };
  const all = { ...FLAGS, summary: false, follow: true, interval: 300, ...flags };
  const reports = await who.run({ ...world, look }, all, ...ports);
  const found: Report[] = [];
  if (isStream(reports)) { for await (const report of reports) found.push(report); }
  return found;
}

/** The headlines of the ports that were told, look by look. */
function told(reports: readonly Report[]): string[] {
  return reports.map((report) =>
    [...textOf(report).matchAll(/^\d+\/tcp (?:is|has no) \w+/gm)].join(", ")
  );
}

Deno.test("follow() tells the first state, and then changes alone", async () => {
  const later = { ...NODE, takenAt: "2026-01-02T03:05:05.000Z" };
  const reports = await follow([FREE, FREE, NODE, NODE, later, FREE]);
  assertEquals(told(reports), [
    "3000/tcp has no listener",
    "3000/tcp is listening",
    "3000/tcp has no listener",
  ]);
  assertEquals(reports.map(({ exit }) => exit), [0, 0, 0]);
});

Deno.test("follow() dates each change, for people and for programs", async () => {
  const [report] = await follow([NODE]);
  assertMatch(report ? textOf(report) : "", /^2026-01-0\d \d\d:\d\d:05\n3000\/tcp is listening\n/);
  const { takenAt } = report?.data as { takenAt: string };
  assertEquals(takenAt, "2026-01-02T03:04:05.000Z");
  assertEquals(report && problemsOfAnswer(JSON.parse(renderJson(report))), []);
});

Deno.test("follow() tells only the ports that have changed", async () => {
  const reports = await follow([FREE, NODE], ["3000", "3001"]);
  assertEquals(
    told(reports),
    ["3000/tcp has no listener,3001/tcp has no listener", "3000/tcp is listening"]
      .map((line) => line.replaceAll(",", ", ")),
  );
  const { ports } = reports[1]?.data as { ports: { port: number }[] };
  assertEquals(ports.map(({ port }) => port), [3000]);
});

Deno.test("follow() says once that it cannot see, and goes on when it can", async () => {
  const reports = await follow([NODE, BLIND, BLIND, BLIND, NODE]);
  assertEquals(told(reports), [
    "3000/tcp is listening",
    "3000/tcp is unknown",
    "3000/tcp is listening",
  ]);
  assertStringIncludes(textOf(reports[1]!), "Could not see: ss hangs");
});

Deno.test("follow() ends where nobody reads any more", async () => {
  const world = paperWorld({ outputClosed: () => true });
  const look = () => Promise.resolve(new Machine(quietMachine().snapshot));
  const reports = await who.run(
    { ...world, look },
    { ...FLAGS, summary: false, follow: true, interval: 300 },
    "3000",
  );
  let count = 0;
  if (isStream(reports)) { for await (const _ of reports) count++; }
  assertEquals(count, 1);
});

Deno.test("who --follow is refused for a capture, which never changes", async () => {
  await assertRejects(() => follow([NODE], ["3000"], { from: "x" }), Refusal, "--from");
});

Deno.test("run() shows a stream as JSON on lines of their own, and as text with blank lines between", async () => {
  const rows = ["", "tcp LISTEN 0 5 0.0.0.0:3000 0.0.0.0:* ino:64 sk:4\n"];
  const portik = async (...flags: string[]) => {
    const stop = Promise.withResolvers<void>();
    let looks = 0;
    const host = fakeHost({
      stopped: stop.promise,
      sight: {
        run(argv) {
          if (argv[0] !== "ss") return Promise.resolve({ failed: "ENOENT" });
          if (looks > 1) stop.resolve();
          return Promise.resolve({ code: 0, stdout: rows[looks++] ?? rows[1] ?? "", stderr: "" });
        },
      },
    });
    const code = await run(host, () => Promise.resolve([]), ["who", "3000", "--follow", ...flags]);
    return { code, out: host.taken(), err: host.complaints() };
  };
  const json = await portik("--json");
  const lines = json.out.trimEnd().split("\n").map((line) => JSON.parse(line).data.ports[0].status);
  assertEquals([json.code, json.err, lines], [0, "", ["free", "listening"]]);
  const text = await portik("--summary");
  assertEquals(text.out.replaceAll(/\d{4}-.*/g, "TIME").split("\n").slice(0, 4), [
    "TIME",
    "3000/tcp has no listener",
    "",
    "TIME",
  ]);
});

Deno.test("run() refuses bad words of a stream on one line of JSON", async () => {
  const host = fakeHost();
  const argv = ["who", "80abc", "--follow", "--json"];
  assertEquals(await run(host, () => Promise.resolve([]), argv), 2);
  const out = host.taken();
  assertEquals([out.trimEnd().split("\n").length, JSON.parse(out).error.code], [1, "bad-port"]);
});
