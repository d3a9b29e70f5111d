import { assertEquals, assertRejects } from "@std/assert";
import { use } from "../../../src/commands/use/mod.ts";
import type { ChildOptions, Ended } from "../../../src/host/child.ts";
import { Refusal } from "../../../src/model/refusal.ts";
import type { SignalName } from "../../../src/model/signal.ts";
import { renderJson } from "../../../src/render/json.ts";
import { problemsOfAnswer } from "../../schemas.ts";
import { type LeaseBox, leaseBox, leaseOn } from "../lease_box.ts";
import { FLAGS, oneReport, textOf } from "../paper_world.ts";

/** What a command of a test does when it is started. */
type Life = (options: ChildOptions, argv: readonly string[]) => Ended | string | Promise<Ended>;

interface Stage extends LeaseBox {
  /** What the children got, as `SIGTERM`. */
  readonly heard: string[];
  /** Sends a signal to portik. */
  interrupt(signal: SignalName): void;
}

/** A box in which commands can be started, with pid 900. A text is the errno name of one that cannot. */
async function stage(life: Life): Promise<Stage> {
  const heard: string[] = [];
  let passOn: (signal: SignalName) => void = () => {};
  const box = await leaseBox({
    flags: { quiet: true },
    hands: {
      accompany(argv, options) {
        const ended = life(options, argv);
        if (typeof ended === "string") return { failed: ended };
        box.processes.set(900, 9);
        return {
          pid: 900,
          ended: Promise.resolve(ended),
          signal: (name) => void heard.push(name),
        };
      },
      catchSignals(to) {
        passOn = to;
        return { release: () => void (passOn = () => heard.push("uncaught")) };
      },
    },
  });
  box.drawn.push(5000, 5001, 5002);
  return Object.assign(box, { heard, interrupt: (signal: SignalName) => passOn(signal) });
}

const PLAIN = {
  ...FLAGS,
  template: false,
  shell: false,
  print: false,
  keep: false,
  retry: 0,
  quiet: true,
};

const ask = ({ world }: LeaseBox, words: readonly string[], flags: object = {}) =>
  oneReport(use.run(world, { ...PLAIN, ...flags }, ...words));

Deno.test("use runs a command with its ports, and ends as it does", async () => {
  const ends: readonly (readonly [Ended | string, number])[] = [
    [{ code: 0 }, 0],
    [{ code: 7 }, 7],
    [{ signal: 9 }, 137],
    ["ENOENT", 127],
    ["EACCES", 126],
    ["ENOEXEC", 126],
  ];
  for (const [end, exit] of ends) {
    const box = await stage(({ env }, argv) => {
      assertEquals([env, argv], [{ PORT: "5000", WEB_PORT: "5000", API_PORT: "5001" }, ["serve"]]);
      return end;
    });
    const report = await ask(box, ["serve"], { port: ["web", "api"] });
    assertEquals([report.exit, report.silent], [exit, true]);
    assertEquals([box.bound.size, await box.leases.current()], [0, []]);
  }
});

Deno.test("use holds the ports until the command starts, which then has the leases", async () => {
  const box = await stage(async () => {
    const [before] = await box.leases.current();
    assertEquals([before?.kind, before?.owner?.pid, box.bound.size], ["promised", 4000, 0]);
    // Whatever portik does right after the start.
    for (let i = 0; i < 20; i++) await Promise.resolve();
    const [lease, ...more] = await box.leases.current();
    assertEquals([lease?.owner, lease?.name, more], [
      { pid: 900, started: "boot 9" },
      "shop",
      [],
    ]);
    return { code: 0 };
  });
  assertEquals((await ask(box, ["serve"], { name: "shop" })).exit, 0);
});

Deno.test("use --keep shares the port with the command, and lets go in the end", async () => {
  for (const end of [{ code: 0 }, "ENOENT"]) {
    const seen: string[] = [];
    const box = await stage(() => (seen.push(...box.bound), end));
    await ask(box, ["serve"], { keep: true });
    assertEquals([seen, box.bound.size], [["tcp 5000 shared"], 0]);
  }
});

Deno.test("use passes signals on in their order, also those that come too early", async () => {
  const box = await stage(async () => {
    box.interrupt("SIGHUP");
    for (let i = 0; i < 20; i++) await Promise.resolve();
    box.interrupt("SIGTERM");
    for (let i = 0; i < 20; i++) await Promise.resolve();
    return { signal: 15 };
  });
  assertEquals((await ask(box, ["serve"])).exit, 143);
  box.interrupt("SIGTERM");
  assertEquals(box.heard, ["SIGHUP", "SIGTERM", "uncaught"]);
});

Deno.test("use --retry starts again with another port, as often as it may", async () => {
  for (const [retry, tries] of [[0, 1], [1, 2], [9, 3]] as const) {
    const ports: (string | undefined)[] = [];
    const box = await stage(({ env, hear }) => {
      ports.push(env.PORT);
      hear?.("listen EADDR");
      hear?.("INUSE\n");
      return { code: ports.length === 3 ? 0 : 1 };
    });
    const report = await ask(box, ["serve"], { retry });
    assertEquals([ports.length, new Set(ports).size, report.exit], [
      tries,
      tries,
      tries < 3 ? 1 : 0,
    ]);
  }
});

Deno.test("use --retry lets a command be that works, that was stopped, or says something else", async () => {
  const lives: readonly Life[] = [
    ({ hear }) => (hear?.("EADDRINUSE"), { code: 0 }),
    ({ hear }) => (hear?.("EADDRINUSE"), { signal: 9 }),
    ({ hear }) => (hear?.("another error"), { code: 1 }),
  ];
  for (const life of lives) {
    let tries = 0;
    const box = await stage((...all) => (tries++, life(...all)));
    await ask(box, ["serve"], { retry: 5 });
    assertEquals(tries, 1);
  }
  let tries = 0;
  const late = await stage(({ hear }) => {
    tries++;
    hear?.("EADDRINUSE");
    late.now += 60_000;
    return { code: 1 };
  });
  await ask(late, ["serve"], { retry: 5 });
  const stopped = await stage(({ hear }) => {
    tries++;
    hear?.("EADDRINUSE");
    stopped.interrupt("SIGTERM");
    return { code: 1 };
  });
  await ask(stopped, ["serve"], { retry: 5 });
  assertEquals(tries, 2);
});

Deno.test("use --print says what would be run, and keeps nothing", async () => {
  const box = await stage(() => "ENOENT");
  const report = await ask(box, ["serve", "{PORT}", "a b"], { print: true, template: true });
  assertEquals(textOf(report), "env PORT=5000 serve 5000 'a b'\n");
  assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
  assertEquals([box.bound.size, await box.leases.current()], [0, []]);
});

Deno.test("use takes the port that is named or none, and the first that is free of several", async () => {
  const given: (string | undefined)[] = [];
  const box = await stage(({ env }) => (given.push(env.PORT), { code: 0 }));
  box.leases.take([leaseOn(3000, { kind: "promised", by: "free", name: "web" })]);
  box.bound.add("tcp 3001");
  const one = [{ first: 3000, last: 3000 }];
  const named = await assertRejects(() => ask(box, ["serve"], { ports: one }), Refusal);
  assertEquals(named.message, "3000 is leased to web by portik free");
  await ask(box, ["serve"], { ports: [{ first: 3000, last: 3005 }] });
  const ports = [{ first: 3000, last: 3001 }];
  const none = await assertRejects(() => ask(box, ["serve"], { ports }), Refusal);
  assertEquals([given, none.code, none.exit], [["3002"], "no-free-port", 1]);
});

Deno.test("use refuses what makes no sense before it leases anything", async () => {
  const box = await stage(() => ({ code: 0 }));
  const cases: readonly (readonly [readonly string[], object])[] = [
    [[], {}],
    [["serve"], { from: "x.json" }],
    [["serve"], { json: true }],
    [["serve"], { template: true }],
    [["serve"], { ports: [{ first: 80, last: 80, proto: "udp" }] }],
    [["serve"], { env: ["1X"] }],
    [["serve"], { keep: true, proto: "all" }],
  ];
  for (const [words, flags] of cases) {
    assertEquals((await assertRejects(() => ask(box, words, flags), Refusal)).exit, 2);
  }
  assertEquals(box.drawn.length, 3);
});
