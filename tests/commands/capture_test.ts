import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { capture } from "../../src/commands/capture.ts";
import { parseRecording } from "../../src/host/recording.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { FLAGS, paperWorld, textOf, type WorldChoices } from "./paper_world.ts";

const SECRETIVE: WorldChoices = {
  runs: [{ argv: ["ss", "-Htuanpe"], answer: { code: 0, stdout: "", stderr: "" } }],
  folders: { "/proc": ["812"] },
  texts: {
    "/proc/812/stat": "812 (app) S 1 812 812 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 1 0 5 1 1\n",
    "/proc/812/cmdline": "app\0--password\0hunter2\0",
  },
};

async function take(
  choices: WorldChoices,
  { raw = false, file }: { raw?: boolean; file?: string },
) {
  const world = paperWorld(choices);
  const report = await capture.run(world, { ...FLAGS, raw }, file);
  return { report, host: world.host };
}

Deno.test("capture writes what was seen to a file, and says so", async () => {
  const { report, host } = await take(SECRETIVE, { file: "x.json" });
  const text = host.written.get("x.json") ?? "";
  const { redacted, texts } = parseRecording(text, "x.json");
  assertEquals([redacted, texts["/proc/812/cmdline"]], [true, "app\0--password\0[redacted]\0"]);
  const bytes = new TextEncoder().encode(text).length;
  assertEquals(report.data, {
    file: "x.json",
    takenAt: "2026-01-01T00:00:00.000Z",
    redacted,
    bytes,
  });
  assertStringIncludes(textOf(report), `Wrote x.json (${bytes} bytes)`);
  assertEquals([host.taken(), report.exit], ["", 0]);
});

Deno.test("capture prints what was seen where no file is named, and nothing else", async () => {
  const { report, host } = await take(SECRETIVE, {});
  assertEquals([report.silent, report.blocks], [true, []]);
  assertEquals(host.written.size, 0);
  const text = host.taken();
  assert(text.endsWith("}\n") && !text.includes("hunter2"));
  parseRecording(text, "-");
});

Deno.test("capture keeps secrets with --raw, and warns of them", async () => {
  const { report, host } = await take(SECRETIVE, { raw: true, file: "x.json" });
  const text = host.written.get("x.json") ?? "";
  assertEquals([parseRecording(text, "x").redacted, text.includes("hunter2")], [false, true]);
  assertStringIncludes(textOf(report), "Nothing is redacted");
});

Deno.test("capture passes on a redacted capture as it is, and redacts one that is not", async () => {
  const { host } = await take({ machine: "two-programs" }, { file: "x.json" });
  const same = JSON.parse(host.written.get("x.json") ?? "");
  assertEquals(same.redacted, true);
  const raw = await take(SECRETIVE, { raw: true, file: "raw.json" });
  const files = { machine: raw.host.written.get("raw.json") ?? "" };
  const again = await take({ files, flags: { from: "machine" } }, { file: "x.json" });
  assertEquals(again.host.written.get("x.json")?.includes("hunter2"), false);
});

Deno.test("capture says why it cannot write, and exits 5", async () => {
  const cases: readonly (readonly [failed: string, says: string])[] = [
    ["EACCES", "permission denied"],
    ["ENOSPC", "the disk is full"],
    ["EISDIR", "it is a folder"],
    ["EROFS", "the file system is read-only"],
    ["EIO", "EIO"],
  ];
  for (const [failed, says] of cases) {
    const choices = { ...SECRETIVE, writeFailure: { failed } };
    const error = await assertRejects(() => take(choices, { file: "x.json" }), Refusal);
    assertEquals([error.code, error.exit], ["cannot-write", 5]);
    assertEquals(error.message, `Cannot write 'x.json': ${says}`);
  }
});
