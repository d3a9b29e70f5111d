import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { unblock } from "../../src/commands/unblock.ts";
import { parseNetwork } from "../../src/model/network.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { assertAllKeys, assertSchema } from "./literal_world.ts";
import { FIREWALL_FLAGS, nftWorld, type PaperNft, rule } from "./paper_nft.ts";
import { oneReport, textOf } from "./paper_world.ts";

const FLAGS = { ...FIREWALL_FLAGS, all: false };
const SINCE = "since 2026-11-21T15:00:00Z";
const TABLE = [
  rule(`reject 80/tcp from everyone ${SINCE}`, 4),
  rule(`drop 80/tcp from 10.0.0.0/8 ${SINCE}`, 5),
  rule(`reject 80/udp from everyone ${SINCE}`, 6),
  rule(`reject 3000-3010/tcp from everyone ${SINCE}`, 7),
].join("");

async function ask(machine: PaperNft, words: readonly string[], flags: object = {}) {
  const { world, changes } = nftWorld({ table: TABLE, ...machine });
  const report = await oneReport(unblock.run(world, { ...FLAGS, ...flags }, ...words));
  return { report, changes, text: textOf(report).replaceAll("\n", " ") };
}

const DELETE = "delete rule inet portik prerouting handle";

Deno.test("unblock takes away every rule for the port and the protocol, and tells of the others", async () => {
  const { report, changes, text } = await ask({}, ["80"]);
  assertEquals([report.exit, changes], [0, [`${DELETE} 4; ${DELETE} 5`]]);
  assertStringIncludes(text, "80/tcp is open again for everyone, by nftables.");
  assertStringIncludes(text, "80/udp stays blocked for everyone.");
  assertSchema(report);
});

Deno.test("unblock --from takes away the rule for these clients alone", async () => {
  const { changes } = await ask({}, ["80"], { from: parseNetwork("10.0.0.0/8") });
  assertEquals(changes, [`${DELETE} 5`]);
});

Deno.test("unblock exits 1 where there is nothing to take away, and says what is near", async () => {
  for (const [word, sentence] of [["81", "nothing to do"], ["3005", "portik unblock 3000-3010"]]) {
    const { report, changes, text } = await ask({}, [word ?? ""]);
    assertEquals([report.exit, changes], [1, []]);
    assertStringIncludes(text, sentence ?? "");
    assertSchema(report);
  }
});

Deno.test("unblock --dry-run shows the commands and runs none", async () => {
  const { report, changes, text } = await ask({}, ["3000-3010"], { dryRun: true });
  assertEquals([report.exit, changes], [0, []]);
  assertStringIncludes(text, `nft '${DELETE} 7'`);
  assertSchema(report);
  const done = await ask({}, ["3000-3010"]);
  assertSchema(done.report);
  assertAllKeys("unblock", report, done.report);
});

Deno.test("unblock --all asks, and takes ports no more than plain unblock goes without", async () => {
  assertEquals((await ask({ answer: "yes" }, [], { all: true })).changes, [
    "delete table inet portik",
  ]);
  const { world, changes } = nftWorld({ table: TABLE });
  for (const [flags, words] of [[{ all: true }, []], [{ all: true }, ["80"]], [{}, []]] as const) {
    await assertRejects(
      async () => await unblock.run(world, { ...FLAGS, ...flags }, ...words),
      Refusal,
    );
  }
  assertEquals(changes, []);
});

Deno.test("unblock says so where a rule is still there in the end", async () => {
  const { report, text } = await ask({ change: { code: 0, stdout: "", stderr: "" } }, ["80"]);
  assertEquals(report.exit, 5);
  assertStringIncludes(text, "80/tcp is still blocked by nftables.");
});
