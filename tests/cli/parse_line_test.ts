import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Declaration } from "../../src/cli/declaration.ts";
import { nearest, parseLine } from "../../src/cli/parse_line.ts";
import { capture } from "../../src/commands/capture.ts";
import { who } from "../../src/commands/who.ts";
import { Refusal } from "../../src/model/refusal.ts";

const DEFAULTS = {
  ...{ color: "auto", json: false, noPlugins: false, probeTimeout: 2000, proto: "tcp" },
  ...{ quiet: false, verbose: false },
};

/** Those of who. */
const OWN = { summary: false, follow: false, interval: 2000 };

/** What the words of a command are read as: its flags without the defaults, and the other words. */
async function read(declaration: Declaration, words: readonly string[]) {
  const line = await parseLine(declaration, { name: "who", words });
  const flags = Object.entries(line?.flags ?? {}).filter(([key, value]) =>
    value !== undefined && value !== { ...DEFAULTS, ...OWN, raw: false }[key]
  );
  return { flags: Object.fromEntries(flags), words: line?.words };
}

Deno.test("parseLine() gives every flag its default", async () => {
  const line = await parseLine(who, { name: "who", words: ["80"] });
  const defined = Object.entries(line?.flags ?? {}).filter(([, value]) => value !== undefined);
  const { plugins: _, ...flags } = Object.fromEntries(defined);
  assertEquals(flags, { ...DEFAULTS, ...OWN });
  assertEquals(line?.words, ["80"]);
});

Deno.test("parseLine() takes flags before, between and after the words", async () => {
  const json = { json: true };
  for (const words of [["--json", "80", "81"], ["80", "--json", "81"], ["80", "81", "--json"]]) {
    assertEquals(await read(who, words), { flags: json, words: ["80", "81"] });
  }
});

Deno.test("parseLine() reads every shared flag", async () => {
  const cases: readonly (readonly [words: string, flags: Record<string, unknown>])[] = [
    ["-o ndjson", { output: "ndjson" }],
    ["--output=csv", { output: "csv" }],
    ["-o markdown", { output: "markdown" }],
    ["--color never", { color: "never" }],
    ["--proto all", { proto: "all" }],
    ["--docker", { docker: true }],
    ["--no-docker", { docker: false }],
    ["--from a.json", { from: "a.json" }],
    ["--plugins a --plugins b", { plugins: ["a", "b"] }],
    ["--no-plugins", { noPlugins: true }],
    ["--source ss", { source: "ss" }],
    ["--probe-timeout 300ms", { probeTimeout: 300 }],
    ["-q", { quiet: true }],
    ["--verbose", { verbose: true }],
    ["--summary", { summary: true }],
  ];
  for (const [words, flags] of cases) {
    const found = await read(who, [...words.split(" "), "80"]);
    assertEquals(found, { flags, words: ["80"] }, words);
  }
});

Deno.test("parseLine() takes nothing for a flag behind --", async () => {
  const found = await read(who, ["--json", "--", "80", "--verbose", "-x"]);
  assertEquals(found, { flags: { json: true }, words: ["80", "--verbose", "-x"] });
});

Deno.test("parseLine() answers nothing where help is asked for", async () => {
  for (const words of [["--help"], ["-h"], ["80", "--help"], ["--json", "-h"]]) {
    assertEquals(await parseLine(who, { name: "who", words }), undefined);
  }
});

/** Lines that make no sense, with the code and the words of their refusal. */
const BAD: readonly (readonly [words: string, code: string, says: string])[] = [
  ["", "missing-word", "who needs a port"],
  ["80 --jsn", "unknown-flag", "'--jsn' is not a flag of who: did you mean --json?"],
  ["80 --frobnicate", "unknown-flag", "'--frobnicate' is not a flag of who"],
  ["80 -x", "unknown-flag", "'-x' is not a flag of who"],
  ["80 --proto", "missing-value", "--proto needs a value"],
  ["80 --proto sctp", "bad-value", "'sctp' is not a value of --proto: use tcp, udp, all"],
  ["80 -o yaml", "bad-value", "'yaml' is not a value of --output"],
  ["80 --from", "missing-value", "--from needs a value"],
  ["80 --probe-timeout 5", "bad-duration", "'5' is not a duration"],
  ["80 --probe-timeout soon", "bad-duration", "'soon' is not a duration"],
  ["80 --color never --color always", "repeated-flag", "--color is given more than once"],
  ["80 --json=maybe", "bad-flag", "maybe"],
];

for (const [words, code, says] of BAD) {
  Deno.test(`parseLine() refuses "who ${words}"`, async () => {
    const all = words === "" ? [] : words.split(" ");
    const error = await assertRejects(
      () => parseLine(who, { name: "who", words: all }),
      Refusal,
    );
    assertEquals([error.code, error.exit], [code, 2]);
    assertStringIncludes(error.message, says);
  });
}

Deno.test("parseLine() refuses a word too many", async () => {
  const words = ["a.json", "b.json"];
  const error = await assertRejects(() => parseLine(capture, { name: "capture", words }), Refusal);
  assertEquals(error.message, "'b.json' is one word too many for capture");
});

Deno.test("nearest() finds the command that was meant", async () => {
  const names = ["who", "explain", "capture", "rules", "help"];
  assertEquals(await nearest("wo", names), "who");
  assertEquals(await nearest("expain", names), "explain");
  assertEquals(await nearest("zzzzzzzz", names), undefined);
});

Deno.test("parseLine() takes nothing behind the sign for an empty value, and only before --", async () => {
  const { flags } = await read(who, ["80", "--from="]);
  assertEquals(flags, { from: "" });
  assertEquals((await read(who, ["--", "--from="])).words, ["--from="]);
});
