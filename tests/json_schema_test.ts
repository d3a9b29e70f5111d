import { assertEquals } from "@std/assert";
import { rules as builtIn } from "../plugins/mod.ts";
import type { SharedFlags } from "../src/cli/flags.ts";
import { capture } from "../src/commands/capture.ts";
import { explain } from "../src/commands/explain.ts";
import { help } from "../src/commands/help.ts";
import { rules } from "../src/commands/rules/mod.ts";
import { who } from "../src/commands/who.ts";
import type { World } from "../src/commands/world.ts";
import type { Host } from "../src/host/host.ts";
import { Machine } from "../src/model/machine.ts";
import { renderError, renderJson } from "../src/render/json.ts";
import { ruleContext } from "../src/rules/context.ts";
import { diagnosisOf, type Outcome, runRule } from "../src/rules/run.ts";
import { oneReport } from "./commands/paper_world.ts";
import { RECORDING, SNAPSHOT } from "./everything.ts";
import { problems, problemsOfAnswer, readSchema, schemaNames } from "./schemas.ts";

const FLAGS: SharedFlags = {
  json: true,
  color: "never",
  proto: "tcp",
  probeTimeout: 2000,
  noPlugins: true,
  quiet: false,
  verbose: false,
};

/** Rules of every fate: the built-in ones, one that a user wrote, one that failed. */
const OTHERS: readonly Outcome[] = [
  {
    rule: "user/mine",
    outcome: "checked",
    findings: [{
      rule: "user/mine",
      severity: "error",
      message: "It is on fire",
      evidence: ["smoke"],
      fix: { say: "Put it out", run: ["sync"] },
      confidence: "guess",
      port: 80,
      pid: 812,
    }],
  },
  { rule: "/home/ada/bad.ts", outcome: "broken", findings: [], reason: "is no file" },
];

const host = {
  writeText: () => undefined,
  makeDir: () => undefined,
  env: (name: string) => name === "HOME" ? "/home/ada" : undefined,
} as Partial<Host> as Host;

const world: World = {
  host,
  flags: FLAGS,
  loadRules: () => Promise.resolve(builtIn),
  program: ["portik"],
  look: () => Promise.resolve(new Machine(SNAPSHOT)),
  diagnose: (machine, questions) =>
    Promise.resolve(questions.map((question) => {
      const context = ruleContext(machine, question);
      return diagnosisOf([...builtIn.map((rule) => runRule(rule, context)), ...OTHERS]);
    })),
  tryBinds: (machine) => Promise.resolve(machine),
  render: (report) => Promise.resolve(renderJson(report)),
  record: () => Promise.resolve(RECORDING),
  projectOf: () => Promise.resolve(undefined),
  ask: () => Promise.resolve(undefined),
  tell: () => Promise.resolve(),
};

async function documentOf(...[answer]: Parameters<typeof oneReport>): Promise<unknown> {
  return JSON.parse(renderJson(await oneReport(answer)));
}

const WORDS = ["22", "80", "8080", "53/udp", "9"];

/** One answer of each kind, as it goes to stdout. */
async function answers(): Promise<readonly unknown[]> {
  return await Promise.all([
    documentOf(who.run(world, { ...FLAGS, summary: false }, ...WORDS)),
    documentOf(explain.run(world, { ...FLAGS, summary: false }, ...WORDS)),
    documentOf(capture.run(world, { ...FLAGS, raw: false }, "capture.json")),
    documentOf(rules.run(world, FLAGS)),
    documentOf(rules.run(world, FLAGS, "show", "time-wait")),
    documentOf(rules.run(world, FLAGS, "new", "mine")),
    documentOf(help.run(world, FLAGS)),
    documentOf(help.run(world, FLAGS, "ports")),
    JSON.parse(renderError({ code: "bad-port", message: "'0' is not a port", hint: "Try 1" })),
    JSON.parse(renderError({ code: "bug", message: "this is a bug" })),
  ]);
}

Deno.test("docs/json-schema describes every answer that a command gives, key by key", async () => {
  for (const answer of await answers()) {
    assertEquals(problemsOfAnswer(answer), [], JSON.stringify(answer));
  }
});

Deno.test("docs/json-schema describes the capture file, redacted or not", () => {
  assertEquals(problems("recording", RECORDING), []);
  assertEquals(problems("recording", { ...RECORDING, redacted: true }), []);
});

Deno.test("docs/json-schema names no key that portik does not write", async () => {
  const all = await answers() as { kind: string }[];
  const written = new Set([...all, RECORDING].flatMap(keysOf));
  // Told by rules try alone, which needs a process: tests/live/json_schema_test.ts.
  for (const key of ["questions"]) written.add(key);
  // Kinds that are not answered here are held against their schemas where their commands are tested.
  const kinds = [...all.map(({ kind }) => kind), "recording", "rules-try"];
  const seen = new Set<string>();
  const documented = schemaNames().filter((name) => kinds.includes(name))
    .flatMap((name) => [...propertiesOf(readSchema(name), `${name}.json`, seen)]);
  assertEquals([...new Set(documented)].filter((key) => !written.has(key)), []);
});

Deno.test("docs/json-schema misses a key that is gone, and one of another type", async () => {
  const [answer] = await answers() as [{ data: { ports: Record<string, unknown>[] } }];
  const [port] = answer.data.ports;
  const withPort = (change: object) => ({ ...answer, data: { ports: [{ ...port, ...change }] } });
  const { status: _, ...rest } = port ?? {};
  assertEquals(problemsOfAnswer({ ...answer, data: { ports: [rest] } }).length > 0, true);
  for (
    const change of [{ listeners: null }, { status: "open" }, { port: 0 }, { states: { A: 1 } }]
  ) {
    assertEquals(problemsOfAnswer(withPort(change)).length > 0, true, JSON.stringify(change));
  }
  assertEquals(problemsOfAnswer({ ...answer, schema: 2 }).length > 0, true);
});

Deno.test("docs/json-schema leaves no room for an undocumented key, wherever it stands", async () => {
  for (const answer of await answers()) {
    for (const object of objectsIn(answer)) {
      Object.assign(object, { undocumented: "!" });
      const problem = problemsOfAnswer(answer).find((one) => one.includes("undocumented"));
      assertEquals(problem !== undefined, true, JSON.stringify(object));
      delete (object as Record<string, unknown>).undocumented;
    }
  }
});

Deno.test("docs/json-schema lets a key be added, which is no new version; these tests do not", async () => {
  const [answer] = await answers() as [{ data: object }];
  const [problem, ...more] = problemsOfAnswer({ ...answer, data: { ...answer.data, extra: 1 } });
  // One line is from the strict reading alone; the published schema has nothing to say.
  assertEquals(problem?.includes("unevaluated"), true);
  assertEquals(more, []);
});

function objectsIn(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inside : [value, ...inside];
}

function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? [] : Object.keys(value);
  return [...keys, ...Object.values(value).flatMap(keysOf)];
}

/** Every key that a part of this file describes, and those in what it refers to and nobody has seen yet. */
function* propertiesOf(schema: unknown, file: string, seen: Set<string>): Iterable<string> {
  if (typeof schema !== "object" || schema === null) return;
  for (const [key, part] of Object.entries(schema)) {
    if (key === "$ref") yield* referredTo(part, file, seen);
    else if (key === "properties") {
      yield* Object.keys(part);
      for (const one of Object.values(part)) yield* propertiesOf(one, file, seen);
    } else yield* propertiesOf(part, file, seen);
  }
}

/** `#/$defs/Port`, `common.json#/$defs/Owner`, `envelope.json`. */
function* referredTo(ref: string, from: string, seen: Set<string>): Iterable<string> {
  const [file = "", path = ""] = ref.replace(/^#/, `${from}#`).split("#");
  if (seen.has(`${file}#${path}`)) return;
  seen.add(`${file}#${path}`);
  let part: unknown = readSchema(file.replace(/\.json$/, ""));
  for (const name of path.split("/").slice(1)) part = (part as Record<string, unknown>)[name];
  yield* propertiesOf(part, file, seen);
}
