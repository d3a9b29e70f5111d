import { assertEquals, assertStringIncludes } from "@std/assert";
import { check } from "../../src/commands/check.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

function ask(machine: string | undefined, ports: readonly string[], flags: object = {}) {
  const world = paperWorld({ flags, ...(machine === undefined ? {} : { machine }) });
  return oneReport(check.run(world, { ...FLAGS, free: false, ...flags }, ...ports));
}

/** A machine, ports, and the exit codes without and with `--free`. */
const CASES: readonly (readonly [string, readonly string[], number, number])[] = [
  ["two-programs", ["3000"], 0, 1],
  ["two-programs", ["3001"], 1, 0],
  ["two-programs", ["3000", "3001"], 1, 1],
  ["docker", ["8080"], 0, 1],
  ["strangers", ["6379"], 0, 1],
  ["udp", ["5353/udp"], 0, 1],
  ["udp", ["5353"], 1, 0],
  ["time-wait", ["8080"], 1, 0],
  ["quiet-as-nobody", ["80"], 1, 1],
  ["bound-only", ["7000"], 1, 1],
];

Deno.test("check answers by its exit code whether a port is in use, or with --free whether it can be bound", async () => {
  for (const [machine, ports, inUse, free] of CASES) {
    const codes = [await ask(machine, ports), await ask(machine, ports, { free: true })];
    assertEquals(codes.map(({ exit }) => exit), [inUse, free], `${machine} ${ports}`);
  }
});

Deno.test("check exits 4 where no source answers", async () => {
  const report = await ask(undefined, ["80"]);
  assertEquals(report.exit, 4);
  assertStringIncludes(textOf(report), "Who holds 80 could not be seen");
});

Deno.test("check says why in a sentence for each port, and nothing with --quiet", async () => {
  const text = textOf(await ask("quiet-as-nobody", ["80", "8080"], { free: true }));
  assertStringIncludes(
    text.replaceAll("\n", " "),
    "80 is free, as far as the capture tells, but you may not bind it",
  );
  assertEquals(textOf(await ask("two-programs", ["3001"])), "3001 has no listener.\n");
  assertEquals(textOf(await ask("two-programs", ["3000", "3001"], { quiet: true })), "");
});

Deno.test("check says that nothing is on tcp but something on udp", async () => {
  assertStringIncludes(textOf(await ask("udp", ["5353"])), "5353/udp is held by");
});

Deno.test("check binds nothing unless it is asked whether that works", async () => {
  for (const [free, binds] of [[false, 0], [true, 4]] as const) {
    const world = paperWorld({ machine: "two-programs" });
    const tried: string[] = [];
    const look: typeof world.look = async (question) => {
      const machine = await world.look(question);
      tried.push(...machine.snapshot.binds.map(({ address }) => address));
      return machine;
    };
    await oneReport(check.run({ ...world, look }, { ...FLAGS, free }, "3001"));
    assertEquals(tried.length, binds);
  }
});

Deno.test("check --json keeps to its schema, on every machine", async () => {
  for (const [machine, ports] of [...CASES, [undefined, ["80"]] as const]) {
    for (const flags of [{}, { free: true, proto: "all" }]) {
      const report = await ask(machine, ports, flags);
      assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), [], machine);
    }
  }
});
