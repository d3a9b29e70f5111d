import { assertEquals } from "@std/assert";
import { whyNotLoaded } from "../../src/rules/load_error.ts";

/** An error with this message, and a stack as V8 writes it. */
function thrown(message: string, frames = ""): Error {
  const error = new TypeError(message);
  error.stack = `TypeError: ${message}${frames}`;
  return error;
}

const URL = "data:application/typescript;charset=utf-8,const%20%3D%201%3B";

Deno.test("whyNotLoaded() tells a syntax error and its place", () => {
  const message = "SyntaxError: Unexpected token `=`. Expected yield\n  |\n1 | const = 1;\n" +
    `  |       ~\n    at ${URL}:1:7`;
  assertEquals(
    whyNotLoaded(thrown(message)),
    "could not be loaded: SyntaxError: Unexpected token `=`. Expected yield (line 1, column 7)",
  );
});

Deno.test("whyNotLoaded() finds the place between colours", () => {
  const message = 'Import "lodash" not a dependency\n    at ' +
    `\u001b[0m\u001b[36m${URL}\u001b[0m:\u001b[0m\u001b[33m1\u001b[0m:\u001b[0m\u001b[33m15\u001b[0m`;
  assertEquals(
    whyNotLoaded(thrown(message)),
    'could not be loaded: TypeError: Import "lodash" not a dependency (line 1, column 15)',
  );
});

Deno.test("whyNotLoaded() takes the rule out of the first line", () => {
  const message =
    `The requested module 'node:fs' does not provide an export named 'a' at ${URL}:1:9`;
  assertEquals(
    whyNotLoaded(thrown(message)),
    "could not be loaded: TypeError: The requested module 'node:fs' does not provide an export " +
      "named 'a' (line 1, column 9)",
  );
});

Deno.test("whyNotLoaded() has the place of what threw in the rule itself", () => {
  const error = thrown("no", `\n    at f (file:///x.js:3:4)\n    at ${URL}:12:3`);
  assertEquals(whyNotLoaded(error), "could not be loaded: TypeError: no (line 12, column 3)");
});

Deno.test("whyNotLoaded() needs neither an error nor a place, and cuts long words", () => {
  assertEquals(whyNotLoaded("no\nmore"), "could not be loaded: no");
  assertEquals(whyNotLoaded("x".repeat(999)).length, "could not be loaded: ".length + 200);
  const error = new Error("no");
  Object.defineProperty(error, "stack", {
    get: () => {
      throw new Error("never");
    },
  });
  assertEquals(whyNotLoaded(error), "could not be loaded: Error: no");
});
