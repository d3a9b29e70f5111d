import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { reserve } from "../../src/commands/reserve/mod.ts";
import { isStream, type Report } from "../../src/model/report.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { type BoxChoices, type LeaseBox, leaseBox, leaseOn, NOW } from "./lease_box.ts";
import { FLAGS, textOf } from "./paper_world.ts";

const PLAIN = { ...FLAGS, detach: false };

/** Runs it to its end; `during` sees what is so while it holds. */
async function ask(
  { world }: LeaseBox,
  words: readonly string[],
  { during, ...flags }: { readonly during?: (report: Report) => unknown; readonly for?: number } & {
    readonly [flag: string]: unknown;
  } = {},
): Promise<Report[]> {
  const answer = await reserve.run(world, { ...PLAIN, ...flags }, ...words);
  const reports: Report[] = [];
  for await (const report of isStream(answer) ? answer : [answer]) {
    assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
    reports.push(report);
    await during?.(report);
  }
  return reports;
}

Deno.test("reserve holds a port for its time, and leaves nothing", async () => {
  const box = await leaseBox();
  const during = async (report: Report) => {
    assertEquals(
      textOf(report),
      "5000 is held on every address for web for 60 s; Ctrl-C ends it.\n",
    );
    assertEquals([...box.bound], ["tcp 5000"]);
    const [lease] = await box.leases.current();
    assertEquals([lease?.kind, lease?.name, lease?.until, lease?.lasting], [
      "held",
      "web",
      NOW + 60_000,
      false,
    ]);
  };
  assertEquals((await ask(box, ["5000"], { during, for: 60_000, name: "web" })).length, 1);
  assertEquals([box.now, box.bound.size, await box.leases.current()], [NOW + 60_000, 0, []]);
});

Deno.test("reserve without a port takes what the kernel gives, but for what is leased", async () => {
  const box = await leaseBox();
  box.drawn.push(5000, 5001);
  box.leases.take([leaseOn(5000, { kind: "promised", by: "free" })]);
  const [report] = await ask(box, [], { quiet: true });
  assertEquals(report && textOf(report), "5001\n");
  assertEquals(box.now, NOW + 30_000);
});

Deno.test("reserve holds all of several ports or none", async () => {
  const box = await leaseBox();
  box.bound.add("tcp 5002");
  const refusal = await assertRejects(() => ask(box, ["5000/udp", "5001-5002"]), Refusal);
  assertEquals([refusal.code, refusal.exit], ["bind-failed", 5]);
  assertStringIncludes(refusal.message, "Cannot hold 5002: 5002 is taken");
  assertEquals([[...box.bound], await box.leases.current()], [["tcp 5002"], []]);
});

Deno.test("reserve says who has the port and until when", async () => {
  const box = await leaseBox();
  box.leases.take([
    leaseOn(5000, { kind: "promised", by: "free", name: "web", until: NOW + 90_000 }),
  ]);
  const refusal = await assertRejects(() => ask(box, ["5000"]), Refusal);
  assertStringIncludes(refusal.message, "5000 is leased to web by portik free until 20");
  assertStringIncludes(refusal.message, "90 s from now");
  assertEquals([refusal.exit, refusal.hint], [5, "portik release 5000 would end that"]);
});

Deno.test("reserve lets go of what is released while it holds the rest", async () => {
  const box = await leaseBox();
  const during = async () => {
    const [first] = await box.leases.current();
    box.leases.drop(first ? [first] : []);
  };
  const { sleep } = box.world.host;
  const seen: string[] = [];
  box.world.host.sleep = async (ms) => {
    await sleep(ms);
    seen.push([...box.bound].join());
  };
  await ask(box, ["5000", "5001"], { during, for: 2000 });
  assertEquals(seen, ["tcp 5000,tcp 5001", "tcp 5001", "tcp 5001", "tcp 5001"]);
});

/** A box in which this very process is a holder in the background. */
async function holderBox(task: object, choices: BoxChoices = {}): Promise<LeaseBox> {
  const box = await leaseBox(choices);
  const { host } = box.world;
  const env = host.env;
  Object.assign(host, {
    env: (name: string) => name === "PORTIK_HOLDER" ? JSON.stringify(task) : env(name),
    stopped: () => Promise.resolve("SIGTERM"),
  });
  return box;
}

Deno.test("reserve in the background has no end unless it is told one, and lasts", async () => {
  const box = await holderBox({ project: "/srv" });
  const during = async () => {
    const [lease] = await box.leases.current();
    assertEquals([lease?.lasting, lease?.until, lease?.project], [true, undefined, "/srv"]);
  };
  await ask(box, ["5000"], { during });
});

Deno.test("reserve in the background holds nothing that nobody would hear of", async () => {
  const box = await holderBox({}, { outputClosed: () => true });
  assertEquals(await ask(box, ["5000"]), []);
  assertEquals([box.bound.size, await box.leases.current()], [0, []]);
});

Deno.test("reserve in the background promises nothing for ever before it holds it", async () => {
  const lasting: boolean[] = [];
  const box = await holderBox({}, {
    hands: {
      hold: async () => {
        lasting.push(...(await box.leases.current()).map((lease) => lease.lasting));
        return { failed: "EADDRINUSE" };
      },
    },
  });
  await assertRejects(() => ask(box, ["5000"]), Refusal);
  assertEquals([lasting, await box.leases.current()], [[false], []]);
});

Deno.test("reserve in the background takes over what is lost, and nothing else", async () => {
  const box = await holderBox({ restore: true });
  const lost = leaseOn(5000, { kind: "promised", lasting: true, since: 1 });
  const promised = leaseOn(5001, { kind: "promised", by: "free" });
  box.leases.take([lost, promised]);
  const during = async () => {
    const [lease] = await box.leases.current();
    assertEquals([lease?.kind, lease?.since], ["held", NOW]);
  };
  await ask(box, ["5000"], { during });
  assertEquals((await assertRejects(() => ask(box, ["5001"]), Refusal)).code, "leased");
  assertEquals(box.bound.size, 0);
});

Deno.test("reserve --detach starts one holder for each port, and says what is held where one fails", async () => {
  const words: string[] = [];
  const box = await leaseBox({
    hands: {
      startBackground(argv) {
        words.push(argv.join(" "));
        const port = 5000 + words.length - 1;
        const lease = {
          ...{ proto: "tcp", port, kind: "held", by: "reserve", detached: true, lost: false },
          ...{ since: "2026-01-02T03:04:05.000Z", ageSeconds: 0, pid: 900 },
        };
        const error = { code: "bind-failed", message: "Cannot hold 5002", hint: "See" };
        const line = JSON.stringify(port < 5002 ? { data: { leases: [lease] } } : { error });
        return Promise.resolve({ pid: 900, line, end: () => Promise.resolve(5) });
      },
    },
  });
  const [report] = await ask(box, ["5000", "[::1]:5001"], { detach: true, name: "web" });
  assertEquals(words, [
    "reserve 5000/tcp --output ndjson --proto tcp --name=web",
    "reserve [::1]:5001/tcp --output ndjson --proto tcp --name=web",
  ]);
  assertStringIncludes(
    report ? textOf(report).replaceAll("\n", " ") : "",
    "portik release 5001 ends it",
  );
  words.splice(1);
  const refusal = await assertRejects(
    () => ask(box, ["5001", "5002"], { detach: true, for: 1000 }),
    Refusal,
  );
  assertEquals([refusal.message, refusal.exit], ["Cannot hold 5002; 5001 is held", 5]);
  assertEquals(words.at(-1), "reserve 5002/tcp --output ndjson --proto tcp --for 1000ms");
});

Deno.test("reserve refuses what makes no sense", async () => {
  const box = await leaseBox();
  for (
    const [words, flags] of [[["5000"], { from: "x" }], [["5000"], { for: 0 }], [
      ["0"],
      {},
    ]] as const
  ) {
    assertEquals((await assertRejects(() => ask(box, words, flags), Refusal)).exit, 2);
  }
});
