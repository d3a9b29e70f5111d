import { assert, assertEquals, assertThrows } from "@std/assert";
import { formatAge, parseDuration } from "../../src/model/duration.ts";
import { Refusal } from "../../src/model/refusal.ts";

for (
  const [word, ms] of [
    ["300ms", 300],
    ["2s", 2000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["7d", 604_800_000],
    ["2w", 1_209_600_000],
    ["0s", 0],
    ["1w1d1h1m1s1ms", 694_861_001],
    ["90m", 5_400_000],
    ["1m30s", 90_000],
    ["007s", 7000],
  ] as const
) {
  Deno.test(`parseDuration() reads ${word}`, () => assertEquals(parseDuration(word), ms));
}

for (
  const word of [
    ...[
      "",
      " ",
      "-5s",
      "+5s",
      "5x",
      "soon",
      "1s1s",
      "30m1h",
      "1.5h",
      "1,5h",
      "1h 30m",
      " 5s",
      "5s ",
    ],
    ...["5S", "5sec", "ms", "s5", "1e3s", "٣s", "0x5s", "5s\n", "1hm", "Infinitys"],
  ]
) {
  Deno.test(`parseDuration() refuses ${JSON.stringify(word)}`, () => {
    const refusal = assertThrows(() => parseDuration(word), Refusal);
    assertEquals([refusal.code, refusal.exit], ["bad-duration", 2]);
    assertEquals(refusal.message, `'${word}' is not a duration`);
    assertEquals(refusal.hint, "Write it like 300ms, 2s, 5m, 1h30m, 7d or 2w");
  });
}

Deno.test("parseDuration() asks for the unit of a bare number", () => {
  const refusal = assertThrows(() => parseDuration("5"), Refusal);
  assertEquals(refusal.message, "'5' is not a duration: it needs a unit");
  assertEquals(refusal.hint, "Did you mean 5s or 5ms?");
});

Deno.test("parseDuration() refuses more than a hundred years, however it is written", () => {
  for (const word of ["5218w", "36526d", "99999999999999999999w", `${"9".repeat(400)}s`]) {
    const refusal = assertThrows(() => parseDuration(word), Refusal);
    assertEquals(refusal.message, `'${word}' is too long: a duration is at most 100 years`);
  }
  const longest = parseDuration("36525d");
  assert(!Number.isNaN(new Date(Date.now() + longest).getTime()));
  assert(!Number.isNaN(new Date(Date.now() - longest).getTime()));
});

for (
  const [seconds, words] of [
    [0, "0 s"],
    [12.9, "12 s"],
    [99, "99 s"],
    [100, "1 min"],
    [5999, "99 min"],
    [6000, "1 h"],
    [3 * 3600, "3 h"],
    [48 * 3600 - 1, "47 h"],
    [48 * 3600, "2 days"],
    [400 * 86400, "400 days"],
  ] as const
) {
  Deno.test(`formatAge() says ${words} of ${seconds} seconds`, () => {
    assertEquals(formatAge(seconds), words);
  });
}
