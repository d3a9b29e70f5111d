import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseRecording, type Recording } from "../../src/host/recording.ts";
import { Refusal } from "../../src/model/refusal.ts";
import { RECORDING } from "../everything.ts";

Deno.test("parseRecording() reads what was written", () => {
  assertEquals(parseRecording(JSON.stringify(RECORDING), "x.json"), RECORDING);
  assertEquals(
    parseRecording(`\ufeff${JSON.stringify(RECORDING, null, 1)}\n`, "x.json"),
    RECORDING,
  );
});

Deno.test("parseRecording() lets keys through that it does not know", () => {
  const more = { ...RECORDING, note: "made by hand" };
  assertEquals(parseRecording(JSON.stringify(more), "x.json"), more as Recording);
});

const TEXT = JSON.stringify(RECORDING);

/** Files that are no captures, and what the refusal says about each. */
const BAD: readonly (readonly [what: string, text: string, says: string])[] = [
  ["an empty file", "", "is empty"],
  ["blank lines", " \n\n", "is empty"],
  ["a text", "hello", "is not JSON"],
  ["a binary file", "\x7fELF\0\0\ufffd", "is not JSON"],
  ["a capture that is cut off", TEXT.slice(0, -20), "is cut off"],
  ["half of a brace", "{", "is cut off"],
  ["a list", "[]", "is not a capture"],
  ["a number", "5", "is not a capture"],
  ["null", "null", "is not a capture"],
  ["a text in JSON", '"portik"', "is not a capture"],
  ["another document of portik", '{"schema":1,"kind":"who"}', "is not a capture"],
  ["something else of that name", '{"portik":"history"}', "is not a capture"],
  ["a capture of a newer portik", '{"portik":"capture","version":2}', "has version 2"],
  ["a capture without a version", '{"portik":"capture"}', "is damaged"],
  ["a capture with nothing in it", '{"portik":"capture","version":1}', "is damaged"],
];

for (const [what, text, says] of BAD) {
  Deno.test(`parseRecording() refuses ${what}`, () => {
    const error = assertThrows(() => parseRecording(text, "x.json"), Refusal, "'x.json' ");
    assertEquals([error.code, error.exit], ["bad-capture", 2]);
    assertStringIncludes(error.message, says);
    assertStringIncludes(error.hint ?? "", "portik capture FILE");
  });
}

/** Changes to a capture that would make a probe stumble. */
const DAMAGES: readonly Record<string, unknown>[] = [
  ...Object.keys(RECORDING).filter((key) => key !== "portik").map((key) => ({ [key]: undefined })),
  ...Object.keys(RECORDING).filter((key) => key !== "portik").map((key) => ({ [key]: null })),
  { version: "1" },
  { platform: "plan9" },
  { pid: "1" },
  { pid: 1.5 },
  { takenAt: "yesterday" },
  { redacted: "yes" },
  ...["env", "texts", "links", "folders", "stats", "binds"].flatMap((key) => [
    { [key]: [] },
    { [key]: "x" },
    { [key]: { "/proc": 5 } },
    { [key]: { "/proc": null } },
    { [key]: { "/proc": { failed: 5 } } },
  ]),
  { texts: { "/proc": ["x"] } },
  { folders: { "/proc": "x" } },
  { folders: { "/proc": [1] } },
  { stats: { "/proc": { type: "file", size: "1", mode: 0 } } },
  { runs: {} },
  { runs: [null] },
  { runs: [{ argv: "ss", answer: { failed: "ENOENT" } }] },
  { runs: [{ argv: [1], answer: { failed: "ENOENT" } }] },
  { runs: [{ argv: ["ss"] }] },
  { runs: [{ argv: ["ss"], answer: { code: 0, stdout: "" } }] },
  { runs: [{ argv: ["ss"], answer: { code: "0", stdout: "", stderr: "" } }] },
];

for (const damage of DAMAGES) {
  const [key = "", value] = Object.entries(damage)[0] ?? [];
  Deno.test(`parseRecording() refuses a capture whose ${key} is ${JSON.stringify(value)}`, () => {
    const text = JSON.stringify({ ...RECORDING, ...damage });
    assertThrows(() => parseRecording(text, "x.json"), Refusal, "is damaged");
  });
}
