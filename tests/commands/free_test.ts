import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { free } from "../../src/commands/free/mod.ts";
import { parseList, type PortList } from "../../src/commands/free/port_list.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderCsv } from "../../src/render/csv.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

interface Choices {
  /** What comes of binding a port; `ok` unless it says otherwise. */
  readonly binds?: Readonly<Record<number, string>>;
  /** What the kernel chooses, one after the other. */
  readonly drawn?: readonly number[];
  readonly texts?: Readonly<Record<string, string>>;
}

function ask(flags: object, { binds = {}, drawn = [], texts = {} }: Choices = {}) {
  const draws = [...drawn];
  const world = paperWorld({
    texts: { "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n", ...texts },
    env: { USER: "alice", HOME: "/home/me" },
    stats: { "/home/me/.local/state/portik/leases.db": { failed: "ENOENT" } },
    sight: { tryBind: (_, __, port) => Promise.resolve(binds[port] ?? "ok") },
    hands: {
      hold: (_, __, wanted) => {
        const port = wanted === 0 ? draws.shift() : undefined;
        const release = () => Promise.resolve();
        return Promise.resolve(port === undefined ? { failed: "EADDRINUSE" } : { port, release });
      },
    },
  });
  const plain = { ...FLAGS, count: 1, consecutive: false, ephemeral: false, browserBlocked: false };
  return oneReport(free.run(world, { ...plain, ...flags }));
}

const list = (text: string): { ports: PortList } => ({ ports: parseList(text) });

Deno.test("free takes what the kernel chooses, and passes over what browsers refuse", async () => {
  assertEquals(textOf(await ask({}, { drawn: [41000] })), "41000\n");
  const several = await ask({ count: 2 }, { drawn: [10080, 41000, 41000, 41002] });
  assertEquals(textOf(several), "41000\n41002\n");
  assertEquals((several.data as { skipped: object }).skipped, { blocked: 1 });
});

Deno.test("free says that the kernel has no port left", async () => {
  const report = await ask({ count: 2 }, { drawn: [41000] });
  assertEquals([report.exit, textOf(report)], [1, ""]);
  assertEquals(report.notes?.[0], "Only 1 is free, and 2 were asked for");
});

Deno.test("free tries named ports in ascending order, and takes no bind error for a yes", async () => {
  const binds = { 3000: "EADDRINUSE", 3001: "EACCES" };
  const report = await ask(list("3000-3003"), { binds });
  assertEquals(textOf(report), "3002\n");
  assertEquals((report.data as { skipped: object }).skipped, { held: 1, denied: 1 });
  assertEquals(textOf(await ask(list("9000,3005,4000"))), "3005\n");
});

Deno.test("free passes over the ephemeral range while there is another port, and says where there is none", async () => {
  const both = list("40000,61000");
  const other = await ask(both);
  assertEquals([textOf(other), other.notes], ["61000\n", []]);
  const last = await ask(both, { binds: { 61000: "EADDRINUSE" } });
  assertEquals(textOf(last), "40000\n");
  assertStringIncludes(last.notes?.[0] ?? "", "40000 is in the ephemeral range (32768-60999)");
  const allowed = await ask({ ...both, ephemeral: true });
  assertEquals([textOf(allowed), allowed.notes], ["40000\n", []]);
});

Deno.test("free finds ports in a row, among those that are named and from the kernel's choice", async () => {
  const row = { count: 3, consecutive: true };
  const binds = { 3001: "EADDRINUSE" };
  assertEquals(
    textOf(await ask({ ...row, ...list("3000-3009") }, { binds })),
    "3002\n3003\n3004\n",
  );
  const drawn = await ask(row, { drawn: [65535, 2999, 41000], binds });
  assertEquals(textOf(drawn), "41000\n41001\n41002\n");
  const none = await ask({ ...row, ...list("3000-3002,3004") }, { binds });
  assertEquals([none.exit, none.notes?.[0]], [
    1,
    "No 3 ports in a row of 3000-3002,3004 are free: 1 is held",
  ]);
});

Deno.test("free gives a port that browsers refuse to who does not care", async () => {
  assertEquals((await ask(list("6000"))).exit, 1);
  assertEquals(textOf(await ask({ browserBlocked: true, ...list("6000") })), "6000\n");
});

Deno.test("free --order mine goes the way of port4me", async () => {
  assertEquals(textOf(await ask({ order: "mine", count: 2, ephemeral: true })), "30845\n19654\n");
  assertEquals(textOf(await ask({ order: "mine", ...list("5001-5003") })), "5001\n");
});

Deno.test("free --order random chooses from what is named", async () => {
  const report = await ask({ order: "random", count: 3, ...list("3000-3002") });
  assertEquals(textOf(report).trim().split("\n").toSorted(), ["3000", "3001", "3002"]);
});

Deno.test("free says why every port was passed over, and is silent with --quiet", async () => {
  const texts = { "/proc/sys/net/ipv4/ip_local_reserved_ports": "6001-6002\n" };
  const flags = list("6000-6004");
  const binds = { 6003: "EADDRINUSE", 6004: "EACCES" };
  const { exit, notes: [sum, ...each] = [] } = await ask(flags, { texts, binds });
  assertEquals([exit, sum], [
    1,
    "No port of 6000-6004 is free: 1 is held, 1 is not yours to bind, 1 is blocked by browsers, 2 are reserved by the system",
  ]);
  assertEquals(each.length, 5);
  for (const [i, note] of each.entries()) assertStringIncludes(note, `${6000 + i}`);
  assertEquals((await ask({ ...flags, quiet: true }, { texts, binds })).notes, []);
});

Deno.test("free refuses an address that is not of this machine", async () => {
  const binds = { 3000: "EADDRNOTAVAIL" };
  await assertRejects(
    () => ask({ bind: "10.9.9.9", ...list("3000") }, { binds }),
    Refusal,
    "'10.9.9.9'",
  );
});

Deno.test("free refuses flags that make no sense together", async () => {
  const bad: readonly (readonly [object, string])[] = [
    [{ count: 3, ...list("80,81") }, "--count 3"],
    [{ consecutive: true }, "--consecutive"],
    [{ name: "web" }, "--lease"],
    [{ name: "", lease: 1000 }, "--name"],
    [{ from: "x.json" }, "--from"],
  ];
  for (const [flags, names] of bad) {
    assertEquals((await assertRejects(() => ask(flags), Refusal, names)).exit, 2);
  }
});

Deno.test("free -o csv has its columns, whether there is a port or none", async () => {
  const csv = async (ports: string) => renderCsv(await ask({ output: "csv", ...list(ports) }));
  assertEquals(await csv("3000"), "PORT,PROTO,ADDRESSES\r\n3000,tcp,127.0.0.1 ::1 0.0.0.0 ::\r\n");
  assertEquals(await csv("6000"), "PORT,PROTO,ADDRESSES\r\n");
});

Deno.test("free --json keeps to its schema", async () => {
  const reports = [
    await ask({}, { drawn: [41000] }),
    await ask({ proto: "all", count: 2, ...list("3000-3001") }),
    await ask(list("6000")),
  ];
  for (const report of reports) {
    assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
  }
});
