import { assertEquals, assertRejects } from "@std/assert";
import { lastReport } from "../../src/commands/last_report.ts";
import { type Report, text } from "../../src/model/report.ts";

const report = (kind: string): Report => ({
  kind,
  data: {},
  blocks: [text(kind)],
  gaps: [],
  exit: 0,
});

Deno.test("lastReport() is what it all came to", async () => {
  const reports = async function* () {
    yield* [report("a"), report("b")];
  };
  assertEquals((await lastReport(reports())).kind, "b");
});

Deno.test("lastReport() fails where there is none", async () => {
  await assertRejects(() => lastReport((async function* () {})()), Error, "no report");
});
