import { assert, assertEquals } from "@std/assert";
import {
  type Declaration,
  type Flag,
  flagName,
  PORT_WORDS,
  toggle,
} from "../../src/cli/declaration.ts";
import { SHARED_FLAGS } from "../../src/cli/flags.ts";
import { parseLine } from "../../src/cli/parse_line.ts";
import { plainLine } from "../../src/cli/plain_line.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { explain } from "../../src/commands/explain.ts";
import { who } from "../../src/commands/who.ts";
import { Refusal } from "../../src/model/refusal.ts";

/** A command with one switch of its own, and one flag that takes a value. */
const COMMAND: Declaration = {
  flags: {
    summary: toggle("One line for each port"),
    interval: { kind: "parsed", parse: Number, default: "2", brief: "Seconds" },
  },
  positional: PORT_WORDS,
};

Deno.test("plainLine() reads ports and switches in any order, the defaults of all other flags besides", () => {
  const line = plainLine(COMMAND, ["80", "--json", ":443", "--summary", "[::1]:22", "53/udp"]);
  assert(line);
  assertEquals(line.words, ["80", ":443", "[::1]:22", "53/udp"]);
  const { summary, interval, json, quiet, proto, probeTimeout, docker } = line.flags;
  assertEquals([summary, interval, json, quiet, proto, probeTimeout, docker], [
    ...[true, 2, true, false, "tcp", 2000, undefined],
  ]);
  assertEquals("docker" in line.flags, false);
});

Deno.test("plainLine() leaves to the parser what is no port and no switch by its full name", () => {
  const others = [
    ...["", "-5", "-q", "-h", "--help", "--version", "--", "--no-docker", "--jso", "--json=true"],
    ...[
      "--JSON",
      "--noPlugins",
      "localhost:80",
      "--output",
      "--proto=udp",
      "nginx",
      " 80",
      "https",
    ],
  ];
  for (const word of others) assertEquals(plainLine(COMMAND, ["80", word]), undefined, word);
});

Deno.test("plainLine() leaves to the parser what is too little or given twice", () => {
  assertEquals(plainLine(COMMAND, []), undefined);
  assertEquals(plainLine(COMMAND, ["--json"]), undefined);
  assertEquals(plainLine(COMMAND, ["80", "--json", "--json"]), undefined);
});

Deno.test("plainLine() leaves commands whose words have different meanings to the parser", () => {
  const positional = { kind: "tuple", parameters: [] } as const;
  assertEquals(plainLine({ positional }, ["80"]), undefined);
  assertEquals(plainLine({}, []), undefined);
});

Deno.test("plainLine() takes no flag of another command", () => {
  const { summary: _, ...flags } = COMMAND.flags ?? {};
  assertEquals(plainLine({ ...COMMAND, flags }, ["80", "--summary"]), undefined);
  assert(plainLine(COMMAND, ["80", "--summary"]));
});

/** Words of every sort: good ones, bad ones, and every flag of the command in every spelling. */
function vocabularyOf({ flags }: Declaration): string[] {
  const declared: Readonly<Record<string, Flag>> = { ...flags, ...SHARED_FLAGS };
  const spellings = Object.entries(declared).flatMap(([key, { kind, values = [] }]) => {
    const name = `--${flagName(key)}`;
    return kind === "boolean"
      ? [name, name, name, `--no-${flagName(key)}`, `${name}=true`, `--${key}`]
      : [name, ...values, ...values.map((value) => `${name}=${value}`)];
  });
  return [
    ...spellings,
    ...["80", "443", ":22", "[::1]:53", "53/udp", "22,80", "3000-3010", "localhost:80", "0"],
    ...["80", "443", ":22", "70000", "80abc", "5-", "::", "[", ":", "1x", "127.0.0.1", "2s", "5m"],
    ...["", "-", "--", "-5", "-o", "-q", "-x", "-h", "--help", "--bogus", "nginx", "show", "bash"],
    ...["--json=", "--jso", "--no", "__proto__", "constructor", "--__proto__", "--constructor"],
  ];
}

/** Numbers below `most` that are the same in every run: xorshift32 (Marsaglia, 2003). */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % most;
  };
}

/** Every word alone, every pair, and longer lines by chance. */
function* linesOf(vocabulary: readonly string[], chance: (most: number) => number) {
  const unique = [...new Set(vocabulary)];
  yield [];
  for (const word of unique) yield [word];
  for (const word of unique) {
    yield ["80", word];
    yield [word, "80"];
    yield [word, word];
  }
  for (let i = 0; i < 3000; i++) {
    yield Array.from({ length: 2 + chance(4) }, () => vocabulary[chance(vocabulary.length)] ?? "");
  }
}

/** What the parser makes of a line, without flags that have no value. */
async function parsed(command: Declaration, name: string, words: readonly string[]) {
  try {
    const line = await parseLine(command, { name, words });
    if (!line) return "help";
    const flags = Object.entries(line.flags).filter(([, value]) => value !== undefined);
    return { flags: Object.fromEntries(flags), words: line.words };
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

for (const { name, load } of COMMANDS) {
  Deno.test(`plainLine() reads every line of ${name} as the parser does, or not at all`, async () => {
    const command: Declaration = await load();
    let answered = 0;
    for (const words of linesOf(vocabularyOf(command), numbers(20_261_120))) {
      const line = plainLine(command, words);
      if (!line) continue;
      answered++;
      const { flags, words: rest } = line;
      assertEquals<unknown>(
        await parsed(command, name, words),
        { flags: { ...flags }, words: rest },
        JSON.stringify(words),
      );
    }
    // Of who and explain most lines that people type are plain, and some of these must be.
    if (command === who || command === explain) assert(answered > 100, `${answered} lines`);
  });
}
