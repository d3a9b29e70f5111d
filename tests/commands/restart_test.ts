import { assertEquals, assertStringIncludes } from "@std/assert";
import { restart } from "../../src/commands/restart/mod.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, oneReport, paperWorld, textOf, type WorldChoices } from "./paper_world.ts";

const OWN = {
  timeout: 10_000,
  container: false,
  tree: false,
  force: false,
  dryRun: true,
  yes: false,
};

function ask(
  machine: string,
  words: readonly string[],
  { flags = {}, ...choices }: Omit<WorldChoices, "flags"> & { flags?: object } = {},
) {
  const from = { from: "machine" };
  const world = paperWorld({ machine, ...choices });
  return oneReport(restart.run(world, { ...FLAGS, ...from, ...OWN, ...flags }, ...words));
}

/** Code and exit code of the refusal that a request ends with. */
async function refusal(...args: Parameters<typeof ask>): Promise<[string, number]> {
  try {
    await ask(...args);
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.exit];
    throw error;
  }
  throw new Error("It was not refused");
}

Deno.test("restart shows for a container what the engine will do, by its schema", async () => {
  const report = await ask("docker", ["8080"]);
  assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), []);
  assertEquals(report.exit, 0);
  assertStringIncludes(textOf(report), "docker restart -t 10 ");
});

Deno.test("restart refuses more than one port, and a captured machine without --dry-run", async () => {
  assertEquals(await refusal("docker", ["8080", "8081"]), ["too-many-ports", 2]);
  assertEquals(await refusal("docker", ["8080-8081"]), ["too-many-ports", 2]);
  const flags = { dryRun: false };
  assertEquals(await refusal("docker", ["8080"], { flags }), ["bad-flags", 2]);
});

Deno.test("restart exits 1 where nobody listens", async () => {
  assertEquals(await refusal("quiet", ["8080"]), ["nothing-to-restart", 1]);
});

Deno.test("restart asks, and does nothing without a terminal", async () => {
  const flags = { from: undefined, dryRun: false };
  const runs: string[] = [];
  const hands = { signal: (pid: number) => void runs.push(`${pid}`) as undefined };
  assertEquals(await refusal("docker", ["8080"], { flags, hands }), ["no-terminal", 3]);
  assertEquals(runs, []);
});

Deno.test("restart starts processes on Linux only, and says so", async () => {
  const sight = { os: "darwin" } as const;
  assertEquals(await refusal("two-programs", ["3000"], { sight, flags: { force: true } }), [
    "unfaithful",
    3,
  ]);
});
