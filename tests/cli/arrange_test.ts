import { assertEquals, assertThrows } from "@std/assert";
import { arrange } from "../../src/cli/arrange.ts";
import { Refusal } from "../../src/model/refusal.ts";

const COMMANDS = ["who", "explain", "capture"];

function arranged(line: string) {
  return arrange(line === "" ? [] : line.split(" "), (word) => COMMANDS.includes(word));
}

/** Command lines, with the command and the words that are found in them. */
const LINES: readonly (readonly [line: string, command: string | undefined, words: string])[] = [
  ["who 80", "who", "80"],
  ["explain 80 443", "explain", "80 443"],
  // A port alone is a question to who.
  ["5432", "who", "5432"],
  [":5432", "who", ":5432"],
  ["5432/udp", "who", "5432/udp"],
  ["22,80,3000-3010", "who", "22,80,3000-3010"],
  ["localhost:80", "who", "localhost:80"],
  ["[::1]:80", "who", "[::1]:80"],
  ["80 443", "who", "80 443"],
  ["80abc", "who", "80abc"],
  ["80 who", "who", "80 who"],
  // Behind a command, it says itself what it thinks of a word like -5.
  ["who -5", "who", "-5"],
  // Flags stand anywhere.
  ["--json who 80", "who", "--json 80"],
  ["who --json 80", "who", "--json 80"],
  ["who 80 --json", "who", "80 --json"],
  ["-q 5432", "who", "-q 5432"],
  ["--json 5432", "who", "--json 5432"],
  // Their values are no commands, and no ports.
  ["-o json who 80", "who", "-o json 80"],
  ["--output json who 80", "who", "--output json 80"],
  ["--output=json who 80", "who", "--output=json 80"],
  ["--from who 80", "who", "--from who 80"],
  ["--from who explain 80", "explain", "--from who 80"],
  ["--probe-timeout 300ms who 80", "who", "--probe-timeout 300ms 80"],
  ["--probe-timeout 300ms 80", "who", "--probe-timeout 300ms 80"],
  ["--plugins who --plugins explain 80", "who", "--plugins who --plugins explain 80"],
  ["--host 127.0.0.1 explain 80", "explain", "--host 127.0.0.1 80"],
  ["--no-docker 80", "who", "--no-docker 80"],
  // Nothing, flags alone, and words that are nothing.
  ["", undefined, ""],
  ["--json", undefined, "--json"],
  ["--help", undefined, "--help"],
  ["wo 80", "wo", "80"],
  ["--json wo 80", "wo", "--json 80"],
  // After -- everything is a word.
  ["who -- 80", "who", "-- 80"],
  ["who -- -5", "who", "-- -5"],
  ["who -- explain", "who", "-- explain"],
];

for (const [line, command, words] of LINES) {
  Deno.test(`arrange() finds ${command ?? "no command"} in "${line}"`, () => {
    const found = arranged(line);
    assertEquals([found.command, found.words.join(" ")], [command, words]);
  });
}

Deno.test("arrange() takes an empty word for a port, which deserves a port's error", () => {
  assertEquals(arrange([""], () => false), { command: "who", words: [""] });
});

Deno.test("arrange() refuses a negative port, which would pass for a flag", () => {
  for (const line of ["-5", "--json -5 who", "-5 80"]) {
    const error = assertThrows(() => arranged(line), Refusal, "'-5'");
    assertEquals([error.code, error.exit], ["bad-port", 2]);
  }
});

Deno.test("arrange() leaves the command line as it is", () => {
  const argv = Object.freeze(["--json", "who", "80"]);
  arrange(argv, (word) => word === "who");
  assertEquals(argv, ["--json", "who", "80"]);
});
