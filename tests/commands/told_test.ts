import { assertEquals, assertRejects } from "@std/assert";
import { told } from "../../src/commands/told.ts";
import type { Report } from "../../src/model/report.ts";

function report(data: unknown): Report {
  return { kind: "test", data, blocks: [], gaps: [], exit: 0 };
}

async function heard(work: (tell: (event: number) => void) => Promise<Report>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const { data } of told(work, report)) all.push(data);
  return all;
}

Deno.test("told() tells every event in its order, and at last what came of the work", async () => {
  const all = await heard(async (tell) => {
    tell(1);
    await Promise.resolve();
    tell(2);
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
    tell(3);
    tell(4);
    return report("done");
  });
  assertEquals(all, [1, 2, 3, 4, "done"]);
  assertEquals(await heard(() => Promise.resolve(report("nothing"))), ["nothing"]);
});

Deno.test("told() fails as the work does", async () => {
  await assertRejects(() => heard(() => Promise.reject(new Error("broken"))), Error, "broken");
});

Deno.test("told() tells what happened before the work failed", async () => {
  const all: unknown[] = [];
  const failing = told(async (tell: (event: number) => void) => {
    await Promise.resolve();
    tell(1);
    tell(2);
    throw new Error("broken");
  }, report);
  await assertRejects(async () => {
    for await (const { data } of failing) all.push(data);
  }, Error);
  assertEquals(all, [1, 2]);
});
