import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { blocks } from "../../src/commands/blocks.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { assertSchema } from "./literal_world.ts";
import { nftWorld, rule } from "./paper_nft.ts";
import { FLAGS, oneReport, paperWorld, textOf } from "./paper_world.ts";

const TABLE = rule("reject 8080/tcp from everyone since 2026-11-21T15:00:00Z", 4) +
  rule("drop 53/udp from 10.0.0.0/8 and loopback", 5);

async function ask(table?: string, flags: object = {}) {
  const { world } = nftWorld(table === undefined ? {} : { table });
  const report = await oneReport(blocks.run(world, { ...FLAGS, ...flags }));
  assertSchema(report);
  return { report, text: textOf(report) };
}

Deno.test("blocks lists what portik has blocked, by port", async () => {
  const { report, text } = await ask(TABLE);
  assertEquals(report.exit, 0);
  const rows = text.trim().split("\n").map((line) => line.trim().split(/ {2,}/));
  assertEquals(rows.slice(1), [
    ["53", "udp", "10.0.0.0/8", "wait", "too", "nftables", "unknown"],
    ["8080", "tcp", "everyone", "are refused", "spared", "nftables", "2026-11-21T15:00:00Z"],
  ]);
});

Deno.test("blocks says that there is nothing, and with --verbose who was asked", async () => {
  const { report, text } = await ask(undefined, { verbose: true });
  assertEquals(report.exit, 0);
  assertStringIncludes(text, "portik has blocked nothing.");
  assertStringIncludes(text, "ufw is not installed.");
  assertStringIncludes(text, "nftables is ready.");
});

Deno.test("blocks exits 4 where no firewall can be seen into", async () => {
  const world = paperWorld();
  const refusal = await assertRejects(async () => await blocks.run(world, FLAGS), Refusal);
  assertEquals(refusal.exit, 4);
});

Deno.test("blocks cannot tell of a captured machine", async () => {
  const refusal = await assertRejects(() => ask(TABLE, { from: "machine" }), Refusal);
  assertEquals([refusal.exit, refusal.code], [2, "bad-flags"]);
});
