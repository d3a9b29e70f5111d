import { assertEquals, assertRejects } from "@std/assert";
import { leases } from "../../src/commands/leases.ts";
import type { StartBackground } from "../../src/host/background.ts";
import { Refusal } from "../../src/model/refusal.ts";
import type { Report } from "../../src/model/report.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { type LeaseBox, leaseBox, leaseOn, lifeIn, NOW } from "./lease_box.ts";
import { FLAGS, oneReport, textOf } from "./paper_world.ts";

async function ask({ world }: LeaseBox, flags: object = {}): Promise<Report> {
  const report = await oneReport(leases.run(world, { ...FLAGS, restore: false, ...flags }));
  assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
  return report;
}

/** A background that holds nothing: it notes what it was asked, and answers with the next line. */
function background(
  lines: readonly string[],
): { readonly start: StartBackground; asked: string[] } {
  const asked: string[] = [];
  const left = [...lines];
  return {
    asked,
    start: (words, { env }) => {
      asked.push(`${words.join(" ")} ${env.PORTIK_HOLDER}`);
      const line = left.shift() ?? "";
      return Promise.resolve({ pid: 900, line, end: () => Promise.resolve(5) });
    },
  };
}

Deno.test("leases lists who has what and for how long, and forgets the dead", async () => {
  const box = await leaseBox();
  box.processes.set(812, 7);
  box.leases.take([
    leaseOn(5000, { name: "web", owner: lifeIn(box, 812), until: NOW + 60_000 }),
    leaseOn(5001, { owner: { pid: 813, started: "boot 1" } }),
  ]);
  box.now += 10_000;
  assertEquals(
    textOf(await ask(box)),
    "PORT  STATE  NAME  BY       PID   AGE  ENDS     FOR\n" +
      "5000  held   web   reserve  812  10 s  in 50 s  -\n",
  );
  assertEquals(textOf(await ask(await leaseBox())), "No port is leased.\n");
});

Deno.test("leases --restore starts a holder for each lease that is lost, with what it had left", async () => {
  const { start, asked } = background(['{"data":{}}', '{"data":{}}']);
  const box = await leaseBox({ hands: { startBackground: start } });
  box.leases.take([
    leaseOn(5000, { kind: "promised", lasting: true }),
    leaseOn(5001, {
      ...{ kind: "promised", lasting: true, proto: "udp", address: "::1", name: "--all" },
      ...{ exe: "/bin/web", project: "/srv", until: NOW + 60_000 },
    }),
    leaseOn(5002, { kind: "promised", by: "free" }),
  ]);
  box.now += 10_000;
  assertEquals((await ask(box, { restore: true })).exit, 0);
  assertEquals(asked, [
    'reserve 5000/tcp --output ndjson --proto tcp {"restore":true}',
    "reserve [::1]:5001/udp --output ndjson --proto udp --name=--all --exe=/bin/web --for 50000ms " +
    '{"restore":true,"project":"/srv"}',
  ]);
});

Deno.test("leases --restore says what cannot be held again, and goes on", async () => {
  const refused = '{"error":{"code":"bind-failed","message":"Cannot hold 5000: it is taken"}}';
  const { start, asked } = background([refused, ""]);
  const box = await leaseBox({ hands: { startBackground: start } });
  box.leases.take([5000, 5001].map((port) => leaseOn(port, { kind: "promised", lasting: true })));
  const report = await ask(box, { restore: true });
  assertEquals([report.exit, asked.length, report.notes], [5, 2, [
    "Cannot hold 5000: it is taken",
    "Cannot hold in the background: it ended with code 5",
  ]]);
});

Deno.test("leases --restore takes it well where somebody else was faster to restore", async () => {
  const box = await leaseBox({
    hands: {
      startBackground: () => {
        const [lost] = [leaseOn(5000, { kind: "promised", lasting: true })];
        box.leases.drop(lost ? [lost] : []);
        return Promise.resolve({ failed: "ETIMEDOUT" });
      },
    },
  });
  box.leases.take([leaseOn(5000, { kind: "promised", lasting: true })]);
  assertEquals((await ask(box, { restore: true })).exit, 0);
});

Deno.test("leases are of this machine", async () => {
  const box = await leaseBox();
  await assertRejects(() => ask(box, { from: "x.json" }), Refusal, "--from");
});
