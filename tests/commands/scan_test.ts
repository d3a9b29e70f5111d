import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { ScanRow } from "../../src/analysis/scan.ts";
import { scan } from "../../src/commands/scan.ts";
import type { BindTarget, World } from "../../src/commands/world.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, oneReport, paperWorld, textOf, type WorldChoices } from "./paper_world.ts";

const OWN = { all: false, concurrency: 16 };

interface Data {
  readonly ports: number;
  readonly rows: readonly ScanRow[];
  readonly silent: number;
}

async function ask(
  machine: string | undefined,
  words: readonly string[],
  flags: object = {},
  choices: WorldChoices = {},
) {
  const named = machine === undefined ? {} : { machine };
  const world = paperWorld({ ...choices, flags, ...named });
  const tried: BindTarget[] = [];
  let looks = 0;
  const watched: World = {
    ...world,
    look(question) {
      looks++;
      return world.look(question);
    },
    tryBinds(machine, targets, options) {
      tried.push(...targets);
      return world.tryBinds(machine, targets, options);
    },
  };
  const report = await oneReport(scan.run(watched, { ...FLAGS, ...OWN, ...flags }, ...words));
  return { ...report.data as Data, report, text: textOf(report), looks, tried };
}

Deno.test("scan shows every port that somebody listens on, with or without --all", async () => {
  for (const flags of [{}, { all: true }]) {
    const { rows, ports, silent, tried } = await ask("connection", [], flags);
    assertEquals(rows.map(({ port, status }) => [port, status]), [[5432, "listening"]]);
    assertEquals([ports, silent, tried], [65535, 0, []]);
  }
});

Deno.test("scan looks once, however many ports are named", async () => {
  for (const words of [["80"], ["1-1024", "5432"], ["1-65535"]]) {
    assertEquals((await ask("connection", words)).looks, 1);
  }
});

Deno.test("scan binds the ports that nobody listens on, if they are few", async () => {
  const { rows, tried, text } = await ask("connection", ["5430-5433"]);
  assertEquals(rows.map(({ port, status }) => [port, status]), [
    [5430, "free"],
    [5431, "free"],
    [5432, "listening"],
    [5433, "free"],
  ]);
  assertEquals(tried.map(({ port, addresses }) => [port, ...addresses]), [
    [5430, "0.0.0.0", "::"],
    [5431, "0.0.0.0", "::"],
    [5433, "0.0.0.0", "::"],
  ]);
  assertStringIncludes(text, "3 free, 1 listening");
});

Deno.test("scan binds no more than 256 ports unless --bind says so, and none with --no-bind", async () => {
  const counts = async (words: string, flags: object = {}) => {
    const { tried, rows, silent } = await ask("connection", [words], flags);
    return [tried.length, rows.length, silent];
  };
  assertEquals(await counts("1-256"), [256, 256, 0]);
  assertEquals(await counts("1-257"), [0, 0, 257]);
  assertEquals(await counts("1-257", { bind: true }), [257, 257, 0]);
  assertEquals(await counts("5430-5433", { bind: false }), [0, 1, 3]);
  assertEquals(await counts("1-65535"), [0, 2, 65533]);
});

Deno.test("scan shows the ports of outgoing connections where they are named, and why they are held", async () => {
  const { rows } = await ask("connection", ["40000-50000"]);
  assertEquals(rows.map(({ port, status, pid }) => [port, status, pid]), [[43210, "held", 4002]]);
  assertStringIncludes(rows[0]?.hint ?? "", "is the local end of a connection of deno");
});

Deno.test("scan says that nothing is seen on the ports it has not tried", async () => {
  const { text } = await ask("quiet", ["1-65535"]);
  assertEquals(
    text,
    "No port to show; nothing is seen on 65535 other ports, which --bind would try\n",
  );
});

Deno.test("scan shows owner, address, container and the worst that is wrong", async () => {
  const { rows: [web] } = await ask("docker", []);
  assertEquals(web, {
    ...{ port: 8080, proto: "tcp", status: "listening", owner: "docker-proxy", user: "root" },
    ...{ pid: 4001, address: "0.0.0.0", addresses: ["0.0.0.0", "::"], container: "shop-web-1" },
    hint: "8080 is published by container shop-web-1 for its port 80",
  });
  const { rows: [both] } = await ask("two-programs", ["3000"]);
  assertEquals(both?.hint, (await ask("two-programs", [])).rows[0]?.hint);
  assertStringIncludes(both?.hint ?? "", "Different processes hold 3000");
});

Deno.test("scan never says unknown where a socket was seen", async () => {
  const { rows, text } = await ask("strangers", ["6379"]);
  assertEquals(rows.map(({ status, user, owner }) => [status, user, owner]), [
    ["listening", "redis", undefined],
  ]);
  assertEquals([text.includes("user redis"), text.includes("unknown")], [true, false]);
});

Deno.test("scan finds a port that is taken without a socket to see", async () => {
  const { rows: [row] } = await ask("bound-only", ["7000"]);
  assertEquals(row?.status, "held");
  assertStringIncludes(row?.hint ?? "", "EADDRINUSE");
});

Deno.test("scan narrows the table by --owner, in letters of any case", async () => {
  const ports = async (owner: string) =>
    (await ask("docker", ["8079-8081"], { owner })).rows.map(({ port }) => port);
  assertEquals(await ports("SHOP"), [8080]);
  assertEquals(await ports("proxy"), [8080]);
  assertEquals(await ports("nginx"), []);
});

Deno.test("scan shows both protocols, and says what is on the other one", async () => {
  const { rows } = await ask("udp", ["5353"], { proto: "all" });
  assertEquals(rows.map(({ proto, status }) => [proto, status]), [
    ["tcp", "free"],
    ["udp", "listening"],
  ]);
  const { rows: [tcp] } = await ask("udp", ["5353"]);
  assertStringIncludes(tcp?.hint ?? "", "5353/udp is held by deno");
  assertStringIncludes((await ask("udp", [])).text, "1 UDP port not shown");
});

Deno.test("scan exits 4 where no source answers, and 0 otherwise", async () => {
  assertEquals((await ask(undefined, ["80"])).report.exit, 4);
  assertEquals((await ask(undefined, ["1-65535"])).report.exit, 4);
  assertEquals((await ask("quiet", ["80"])).report.exit, 0);
});

Deno.test("scan refuses --all together with ports, and more ports than there are", async () => {
  await assertRejects(() => ask("quiet", ["80"], { all: true }), Refusal, "'80'");
  await assertRejects(() => ask("quiet", ["1-65535,1-65535,1-65535"]), Refusal, "too many");
});

Deno.test("scan keeps to 80 columns", async () => {
  for (const machine of ["docker", "connection", "strangers", "two-programs", "prefork"]) {
    for (const line of (await ask(machine, ["1-65535"])).text.split("\n")) {
      assertEquals(line.length <= 80, true, line);
    }
  }
});

Deno.test("scan --json keeps to its schema, on every machine", async () => {
  const machines = ["docker", "connection", "udp", "strangers", "bound-only", "quiet", undefined];
  for (const machine of machines) {
    for (const words of [[], ["1-65535"], ["3000", "5432/udp", "localhost:7000", "8080"]]) {
      const { report } = await ask(machine, words);
      assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), [], machine);
    }
  }
});
