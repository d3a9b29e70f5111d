import { assertEquals, assertStringIncludes } from "@std/assert";
import type { BusyPort } from "../../src/analysis/busy_ports.ts";
import { top } from "../../src/commands/top.ts";
import { renderJson } from "../../src/render/json.ts";
import { problemsOfAnswer } from "../schemas.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

async function ask(machine: string | undefined, words: readonly string[], flags: object = {}) {
  const world = paperWorld({ flags, ...(machine === undefined ? {} : { machine }) });
  const report = await oneReport(
    top.run(world, { ...FLAGS, top: 5, clients: 3, ...flags }, ...words),
  );
  return { report, ports: (report.data as { ports: BusyPort[] }).ports, text: textOf(report) };
}

Deno.test("top ranks the ports that somebody listens on, and not those of clients", async () => {
  const { ports, report } = await ask("connection", []);
  assertEquals(report.exit, 0);
  assertEquals(ports.map(({ port, total, pid }) => [port, total, pid]), [[5432, 1, 4001]]);
});

Deno.test("top ranks the ports that are named, in whatever number", async () => {
  const { ports } = await ask("connection", ["1-65535"]);
  assertEquals(ports.map(({ port }) => port), [5432, 43210]);
  assertEquals((await ask("connection", ["1-65535"], { top: 1 })).ports.length, 1);
});

Deno.test("top says that there are no connections, here or on these ports", async () => {
  assertEquals((await ask("quiet", [])).text, "No TCP connections.\n");
  const { text } = await ask("quiet", ["80"], { proto: "all" });
  assertEquals(text, "No TCP or UDP connections on these ports.\n");
});

Deno.test("top exits 4 where no source answers", async () => {
  const { report, text } = await ask(undefined, []);
  assertEquals(report.exit, 4);
  assertStringIncludes(text, "Could not see any connection: ");
});

Deno.test("top --json keeps to its schema", async () => {
  for (const machine of ["connection", "docker", "quiet", undefined]) {
    for (const words of [[], ["1-65535"]]) {
      const { report } = await ask(machine, words);
      assertEquals(problemsOfAnswer(JSON.parse(renderJson(report))), [], machine);
    }
  }
});
