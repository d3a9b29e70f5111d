import {
  AliasNotFoundError,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { assertEquals, assertThrows } from "@std/assert";
import { refusalOf } from "../../src/cli/scanner_errors.ts";
import { Refusal } from "../../src/model/refusal.ts";

/** The names of flags and words are of a type that the parser alone can make. */
function branded<T>(name: string): T {
  return name as unknown as T;
}

/** What the parser throws, and what portik says about it. */
const ERRORS: readonly (readonly [error: unknown, code: string, message: string])[] = [
  [
    new FlagNotFoundError(branded("jsn"), ["json", "from"]),
    "unknown-flag",
    "'--jsn' is not a flag of who: did you mean --json?",
  ],
  [
    new FlagNotFoundError(branded("frob"), []),
    "unknown-flag",
    "'--frob' is not a flag of who",
  ],
  [new AliasNotFoundError("x"), "unknown-flag", "'-x' is not a flag of who"],
  [
    new EnumValidationError(branded("proto"), "sctp", ["tcp", "udp"], []),
    "bad-value",
    "'sctp' is not a value of --proto: use tcp, udp",
  ],
  [
    new UnsatisfiedFlagError(branded("from")),
    "missing-value",
    "--from needs a value",
  ],
  [new UnsatisfiedPositionalError(branded("port"), [1, 0]), "missing-word", "who needs a port"],
  [
    new UnexpectedPositionalError(1, "b.json"),
    "extra-word",
    "'b.json' is one word too many for who",
  ],
  [
    new UnexpectedFlagError(branded("from"), "a", "b"),
    "repeated-flag",
    "--from is given more than once",
  ],
];

for (const [error, code, message] of ERRORS) {
  Deno.test(`refusalOf() says: ${message}`, () => {
    const refusal = refusalOf(error, "who");
    assertEquals([refusal.code, refusal.message, refusal.exit], [code, message, 2]);
  });
}

Deno.test("refusalOf() lets a refusal through, and one that a flag's own parser threw", () => {
  const refusal = new Refusal("bad-host", "'x' is no address");
  assertEquals(refusalOf(refusal, "who"), refusal);
  assertEquals(
    refusalOf(new ArgumentParseError(branded("host"), "x", refusal), "explain"),
    refusal,
  );
});

Deno.test("refusalOf() throws what is a bug", () => {
  const bug = new TypeError("undefined is not a function");
  assertThrows(() => refusalOf(bug, "who"), TypeError, "undefined is not a function");
  assertThrows(
    () => refusalOf(new ArgumentParseError(branded("host"), "x", bug), "who"),
    TypeError,
  );
});
