import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { block } from "../../src/commands/block.ts";
import { parseNetwork } from "../../src/model/network.ts";
import { isStream } from "../../src/model/report.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { assertAllKeys, assertSchema } from "./literal_world.ts";
import { FIREWALL_FLAGS, nftWorld, type PaperNft, rule } from "./paper_nft.ts";
import { oneReport, textOf } from "./paper_world.ts";

const FLAGS = { ...FIREWALL_FLAGS, drop: false, loopback: false, evenSsh: false };
const THERE = rule("reject 80/tcp from everyone since 2026-11-21T15:00:00Z", 4);

async function ask(machine: PaperNft, words: readonly string[], flags: object = {}) {
  const { world, changes } = nftWorld(machine);
  const report = await oneReport(block.run(world, { ...FLAGS, ...flags }, ...words));
  return { report, changes, text: textOf(report).replaceAll("\n", " ") };
}

Deno.test("block asks first, and then makes the rule and sees that it is there", async () => {
  const { report, changes, text } = await ask({ answer: "y" }, ["80"]);
  assertEquals([report.exit, changes.length], [0, 1]);
  assertStringIncludes(changes[0] ?? "", "tcp dport 80 reject with tcp reset");
  assertStringIncludes(text, "80/tcp is blocked for everyone, by nftables.");
  assertStringIncludes(text, "portik unblock 80");
  assertSchema(report);
});

Deno.test("block does nothing without a yes", async () => {
  for (const answer of ["n", "", undefined]) {
    const { world, changes } = nftWorld(answer === undefined ? {} : { answer });
    const refusal = await assertRejects(
      async () => await block.run(world, FLAGS, "80"),
      Refusal,
    );
    assertEquals([refusal.exit, changes], [3, []]);
  }
});

Deno.test("block --dry-run shows the commands and runs none", async () => {
  const { report, changes, text } = await ask({}, ["80,443/udp"], { dryRun: true, drop: true });
  assertEquals([report.exit, changes], [0, []]);
  assertStringIncludes(text, "portik would block 80/tcp and 443/udp for everyone, by nftables:");
  assertStringIncludes(text, "nft 'add table inet portik; ");
  assertSchema(report);
});

Deno.test("block leaves alone what is there already, and says so", async () => {
  const { report, changes, text } = await ask({ table: THERE }, ["80"]);
  assertEquals([report.exit, changes], [0, []]);
  assertEquals(text.trim(), "80/tcp is blocked for everyone already, by nftables: nothing to do.");
  const both = await ask({ table: THERE }, ["80", "81"], { yes: true });
  assertEquals(both.changes.length, 1);
  assertSchema(report, both.report);
  assertAllKeys("block", report, both.report);
});

Deno.test("block says so where the rule is not there in the end, or could not be made", async () => {
  const lost = { code: 0, stdout: "", stderr: "" };
  const { report, text } = await ask({ change: lost }, ["80"], { yes: true });
  assertEquals(report.exit, 5);
  assertStringIncludes(text, "80/tcp is not blocked");
  const broken = { code: 1, stdout: "", stderr: "Error: syntax error" };
  const { world } = nftWorld({ change: broken });
  const refusal = await assertRejects(
    async () => await block.run(world, { ...FLAGS, yes: true }, "80"),
    Refusal,
    "nothing was changed",
  );
  assertEquals(refusal.exit, 5);
});

Deno.test("block refuses to cut the session that it runs in, unless that is meant", async () => {
  const env = { SSH_CONNECTION: "10.0.0.9 5000 10.0.0.1 22" };
  const { world, changes } = nftWorld({ env });
  for (const flags of [{ yes: true }, { dryRun: true }]) {
    const run = async () => await block.run(world, { ...FLAGS, ...flags }, "20-30");
    assertEquals((await assertRejects(run, Refusal)).exit, 3);
  }
  assertEquals(changes, []);
  const meant = { yes: true, evenSsh: true };
  assertEquals((await ask({ env }, ["22"], meant)).report.exit, 0);
  const others = { yes: true, from: parseNetwork("10.0.0.8") };
  assertEquals((await ask({ env }, ["22"], others)).report.exit, 0);
});

Deno.test("block --json --verbose tells of each command, and at last what came of it", async () => {
  const { world } = nftWorld();
  const answer = await block.run(
    world,
    { ...FLAGS, json: true, verbose: true, yes: true },
    "80",
  );
  if (!isStream(answer)) throw new Error("block --json --verbose goes on");
  const reports = await Array.fromAsync(answer);
  assertEquals(reports.map(({ kind }) => kind), ["block-event", "block"]);
  assertSchema(...reports);
});

Deno.test("block says where the journal does not tell of it", async () => {
  const { text } = await ask({}, ["80"], { yes: true });
  assertStringIncludes(text, "This was not recorded: ");
});
