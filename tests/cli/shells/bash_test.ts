import { assert, assertMatch } from "@std/assert";
import { bash } from "../../../src/cli/shells/bash.ts";

Deno.test("bash says in its first line where it goes", () => {
  assertMatch(bash, /^# portik completion for bash; add to ~\/\.bashrc: .*portik completions bash/);
});

Deno.test("bash asks the very program that is being typed, for portik alone", () => {
  assertMatch(bash, /"\$program" __complete "\$\{words\[@\]:1\}"/);
  assertMatch(bash, /^complete .*-F _portik portik$/m);
});

Deno.test("bash takes proposals as they are: nothing that comes back is run", () => {
  assert(!/\beval\b(?! "\$\(portik completions)/.test(bash));
  assert(!bash.includes("compgen"));
  assert(bash.endsWith("\n"));
});
