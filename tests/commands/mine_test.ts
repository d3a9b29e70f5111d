import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { mine } from "../../src/commands/mine/mod.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

interface Choices {
  readonly env?: Readonly<Record<string, string>>;
  /** Ports that a bind says are taken. */
  readonly held?: readonly number[];
  readonly cwd?: string;
  /** Paths of folders that are the root of a checkout. */
  readonly checkouts?: readonly string[];
  readonly word?: string;
}

function ask(flags: object, { env = {}, held = [], cwd, checkouts = [], word }: Choices = {}) {
  const world = paperWorld({
    env: { USER: "alice", ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stats: Object.fromEntries(checkouts.flatMap((root) => [
      [`${root}/.git`, { type: "directory", size: 0, mode: 0o755 }],
      [`${root}/.git/HEAD`, { type: "file", size: 21, mode: 0o644 }],
    ])),
    texts: Object.fromEntries(
      checkouts.map((root) => [`${root}/.git/HEAD`, "ref: refs/heads/main\n"]),
    ),
    sight: {
      tryBind: (_, address, port) =>
        Promise.resolve(
          address === "0.0.0.0" && held.includes(port) ? "EADDRINUSE" : "ok",
        ),
    },
  });
  const plain = { ...FLAGS, project: false, env: false, export: false };
  return oneReport(mine.run(world, { ...plain, ...flags }, word));
}

async function portsOf(flags: object, choices: Choices = {}): Promise<number[]> {
  const { data } = await ask(flags, choices);
  return (data as { ports: { port: number }[] }).ports.map(({ port }) => port);
}

Deno.test("mine prints the first port that is free, and says so where it is not the first", async () => {
  assertEquals(textOf(await ask({})), "30845\n");
  const moved = await ask({}, { held: [30845] });
  assertEquals([textOf(moved), moved.exit], ["19654\n", 0]);
  assertStringIncludes(moved.notes?.join() ?? "", "The port is 19654, because 30845 is taken");
  assertEquals((await ask({ quiet: true }, { held: [30845] })).notes, []);
});

Deno.test("mine takes the tool as a word and as an option, if they are the same", async () => {
  assertEquals(await portsOf({}, { word: "rstudio" }), [22486]);
  assertEquals(await portsOf({ tool: "rstudio" }), [22486]);
  assertEquals(await portsOf({ tool: "rstudio" }, { word: "rstudio" }), [22486]);
  await assertRejects(() => ask({ tool: "jupyter" }, { word: "rstudio" }), Refusal, "'rstudio'");
});

Deno.test("mine lists without trying a port", async () => {
  const listed = await ask({ list: "3", skip: "2" }, { held: [32310] });
  assertEquals([textOf(listed), listed.notes], ["32310\n63992\n15273\n", []]);
});

Deno.test("mine says by its exit code that no port is free, or by -1 where that is no failure", async () => {
  const none = { include: "5001-5002" };
  const held = [5001, 5002];
  const report = await ask(none, { held });
  assertEquals([report.exit, textOf(report)], [1, ""]);
  const [sentence, ...who] = report.notes ?? [];
  assertEquals([sentence, who.length], ["No port is free: 2 are held", 2]);
  const quiet = await ask(none, { held, env: { PORT4ME_MUST_WORK: "false" } });
  assertEquals([quiet.exit, textOf(quiet)], [0, "-1\n"]);
});

Deno.test("mine tries no more ports than it is told to", async () => {
  const { exit, notes } = await ask({}, { held: [30845, 19654], env: { PORT4ME_MAX_TRIES: "2" } });
  assertEquals([exit, notes?.[0]], [1, "No port is free: 2 are held"]);
});

Deno.test("mine --test answers by its exit code alone", async () => {
  const test = async (port: string, choices?: Choices) => {
    const report = await ask({ test: port, list: "foo" }, choices);
    assertEquals(textOf(report), "");
    return report.exit;
  };
  assertEquals(await test("80"), 0);
  assertEquals(await test("80", { held: [80] }), 1);
  const any = { _PORT4ME_CHECK_AVAILABLE_PORTS_: "any" };
  assertEquals(await test("80", { held: [80], env: any }), 0);
});

Deno.test("mine --test says who has the port to those who want to know more", async () => {
  const held = { held: [80] };
  assertEquals((await ask({ test: "80" }, held)).notes, []);
  assertStringIncludes((await ask({ test: "80", verbose: true }, held)).notes?.[0] ?? "", "80 is");
  const { data } = await ask({ test: "80", json: true }, held);
  assertStringIncludes((data as { tested: { sentence: string } }).tested.sentence, "80 is");
});

Deno.test("mine --name gives each name a port of its own, in whatever order they are said", async () => {
  const [web, api, db] = await portsOf({ name: ["web", "api", "db"] });
  assertEquals(new Set([web, api, db]).size, 3);
  assertEquals(await portsOf({ name: ["db", "web", "api"] }), [db, web, api]);
  assertEquals(await portsOf({ name: ["web"] }), await portsOf({ tool: "web" }));
  // These two hash alike, so that they would have the same port.
  const [one, other] = await portsOf({ name: ["Aa", "BB"] });
  assertEquals([one, other], await portsOf({ tool: "Aa", list: "2" }));
  assertEquals(await portsOf({ name: ["BB", "Aa"] }), [other, one]);
});

Deno.test("mine --project gives each checkout its own port, wherever in it one stands", async () => {
  const checkouts = ["/srv/shop", "/srv/other"];
  const at = async (cwd: string) => (await portsOf({ project: true }, { cwd, checkouts }))[0];
  const shop = await at("/srv/shop");
  assertEquals(await at("/srv/shop/src/deep"), shop);
  const others = [await at("/srv/other"), await at("/tmp"), (await portsOf({}))[0]];
  assertEquals(new Set([shop, ...others]).size, 4);
});

Deno.test("mine writes for .env files and for shells", async () => {
  const name = ["web", "api"];
  const [web, api] = await portsOf({ name });
  assertEquals(textOf(await ask({ name, env: true })), `WEB_PORT=${web}\nAPI_PORT=${api}\n`);
  assertEquals(
    textOf(await ask({ name, export: true })),
    `export WEB_PORT=${web}\nexport API_PORT=${api}\n`,
  );
});

Deno.test("mine refuses flags that say different things", async () => {
  const bad: readonly (readonly [object, string])[] = [
    [{ env: true, export: true }, "--env and --export"],
    [{ list: "2", name: ["web"] }, "--list and --name"],
    [{ list: "2", export: true }, "--list and --export"],
    [{ from: "x.json" }, "--from"],
  ];
  for (const [flags, names] of bad) {
    assertEquals((await assertRejects(() => ask(flags), Refusal, names)).exit, 2);
  }
  const env = { PORT4ME_LIST: "2" };
  await assertRejects(() => ask({ name: ["web"] }, { env }), Refusal, "PORT4ME_LIST and --name");
});

Deno.test("mine --json keeps to its schema in every mode", async () => {
  const project = { cwd: "/srv/shop", checkouts: ["/srv/shop"] };
  const reports = [
    await ask({}, { word: "rstudio" }),
    await ask({ list: "2" }),
    await ask({ test: "80" }, { held: [80] }),
    await ask({ name: ["web", "api"], project: true }, { ...project, held: [30845] }),
    await ask({ include: "5001" }, { held: [5001] }),
  ];
  for (const report of reports) {
    assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
  }
});
