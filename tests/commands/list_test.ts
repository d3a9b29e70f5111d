import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { columnsNamed, socketOrder } from "../../src/analysis/socket_columns.ts";
import { list } from "../../src/commands/list.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, oneReport, paperWorld, textOf, type WorldChoices } from "./paper_world.ts";

type Flags = Partial<Parameters<typeof list.run>[1]>;

const OWN = { listening: false, all: false, allNamespaces: false };

async function ask(machine: string, flags: Flags = {}, choices: WorldChoices = {}) {
  const world = paperWorld({ ...choices, machine, flags });
  const report = await oneReport(list.run(world, { ...FLAGS, ...OWN, ...flags }));
  const { sockets } = report.data as { sockets: { port: number; state: string }[] };
  return { report, world, text: textOf(report), sockets };
}

Deno.test("list shows what waits for clients, and with --all everything", async () => {
  const plain = await ask("connection");
  assertEquals(plain.sockets.map(({ port, state }) => [port, state]), [[5432, "LISTEN"]]);
  const all = await ask("connection", { all: true });
  assertEquals(all.sockets.map(({ port, state }) => [port, state]), [
    [5432, "LISTEN"],
    [5432, "ESTABLISHED"],
    [43210, "ESTABLISHED"],
  ]);
  const some = await ask("connection", { state: ["ESTABLISHED"], pid: [4002] });
  assertEquals(some.sockets.map(({ port }) => port), [43210]);
});

Deno.test("list shows peers and states only where there may be connections", async () => {
  const titles = (text: string) => text.split("\n")[0]?.split(/ +/).filter(Boolean).slice(0, 5);
  assertEquals(titles((await ask("docker")).text), ["PORT", "PROTO", "ADDRESS", "PID", "USER"]);
  const all = await ask("connection", { all: true });
  assertEquals(titles(all.text), ["PORT", "PROTO", "STATE", "ADDRESS", "PEER"]);
});

Deno.test("list keeps to 80 columns unless somebody asked for more", async () => {
  const machines = ["docker", "systemd", "prefork", "two-programs", "strangers", "connection"];
  for (const machine of machines) {
    const { text } = await ask(machine, { all: true });
    for (const line of text.split("\n")) assert(line.length <= 80, `${machine}: ${line}`);
  }
});

Deno.test("list shows UDP where it is asked for, and says so where it is not", async () => {
  const { text, report } = await ask("udp");
  assertEquals([report.exit, text], [
    0,
    "No TCP socket waits for clients.\n1 UDP socket is not shown: ask with --proto all\n",
  ]);
  assertEquals((await ask("udp", { quiet: true })).text, "");
  assertEquals((await ask("udp", { proto: "udp" })).sockets.map(({ port }) => port), [5353]);
});

Deno.test("list shows the user of a listener whose process cannot be seen", async () => {
  const { text, report } = await ask("strangers");
  assertStringIncludes(text, "redis");
  assertStringIncludes(text, "Not seen: owners: needs root");
  assertEquals(report.exit, 0);
});

Deno.test("list shows columns and sorts as it is told", async () => {
  const { text } = await ask("connection", {
    all: true,
    columns: columnsNamed(["pid", "port", "state"]),
    sort: socketOrder(["-pid", "state"]),
  });
  assertEquals(text.split("\n"), [
    " PID   PORT  STATE",
    "4002  43210  ESTABLISHED",
    "4001   5432  ESTABLISHED",
    "4001   5432  LISTEN",
    "",
  ]);
});

Deno.test("list shows listeners of other namespaces with --all-namespaces", async () => {
  assertEquals((await ask("namespace")).sockets, []);
  const { text, sockets } = await ask("namespace", { allNamespaces: true });
  assertEquals(sockets.map(({ port }) => port), [8080]);
  assertStringIncludes(text, "blue");
});

Deno.test("list exits 4 where it could not see what it was asked for", async () => {
  const blind = await oneReport(list.run(paperWorld(), { ...FLAGS, ...OWN }));
  assertEquals(blind.exit, 4);
  assertStringIncludes(textOf(blind), "Could not see any socket: ");
  assertEquals((await ask("strangers", { allNamespaces: true })).report.exit, 4);
});

Deno.test("list refuses --listening with --all or --state", async () => {
  for (const flags of [{ all: true }, { state: ["LISTEN"] }] as Flags[]) {
    await assertRejects(() => ask("quiet", { ...flags, listening: true }), Refusal, "--listening");
  }
});

Deno.test("list saves in the form of the file's ending instead of showing it", async () => {
  const cases: readonly (readonly [file: string, begin: string])[] = [
    ["a.json", '{\n  "schema": 1,\n  "kind": "list"'],
    ["b.NDJSON", '{"schema":1,"kind":"list"'],
    ["c.csv", "PORT,PROTO,ADDRESS,PID"],
    ["d.md", "| PORT | PROTO |"],
    ["folder.x/e.txt", "PORT  PROTO  ADDRESS"],
  ];
  for (const [file, begin] of cases) {
    const { text, world } = await ask("connection", { save: file });
    const written = world.host.written.get(file) ?? "";
    assertEquals(written.slice(0, begin.length), begin, file);
    assertStringIncludes(text, `Wrote 1 socket to ${file} (${written.length} bytes).`);
  }
});

Deno.test("list refuses to save in a form that it does not know, before it looks", async () => {
  for (const save of ["a.yaml", "a", "json", "dir.json/a", ".", "a.", "toString"]) {
    const error = await assertRejects(() => ask("quiet", { save }), Refusal, `'${save}'`);
    assertEquals([error.code, error.exit], ["bad-ending", 2]);
  }
});

Deno.test("list says why it cannot save", async () => {
  const refused = ask("quiet", { save: "a.json" }, { writeFailure: { failed: "EACCES" } });
  const error = await assertRejects(() => refused, Refusal, "permission denied");
  assertEquals(error.exit, 5);
});

Deno.test("list --json keeps to its schema, on every machine", async () => {
  const machines = ["docker", "connection", "udp", "strangers", "systemd", "time-wait", "quiet"];
  for (const machine of machines) {
    for (const flags of [{}, { all: true, proto: "all" }, { save: "a.json" }] as Flags[]) {
      const { report } = await ask(machine, flags);
      assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), [], machine);
    }
  }
});
