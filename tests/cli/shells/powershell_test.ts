import { assert, assertEquals, assertMatch } from "@std/assert";
import { powershell } from "../../../src/cli/shells/powershell.ts";

Deno.test("powershell says in its first lines where it goes", () => {
  assertMatch(powershell, /^# portik completion for PowerShell; add to \$PROFILE:\n#.*completions/);
});

Deno.test("powershell asks the very program that is being typed, for portik alone", () => {
  assertMatch(powershell, /Register-ArgumentCompleter -Native -CommandName portik /);
  assertMatch(powershell, /& \$commandAst\.GetCommandName\(\) __complete @words \$word 2>\$null/);
});

Deno.test("powershell parts proposal and description at a tab, which its own escape stands for", () => {
  assert(powershell.includes('-split "`t", 2'));
});

Deno.test("powershell takes proposals as they are: nothing that comes back is run", () => {
  const code = powershell.replace(/^\s*#.*$/gm, "");
  assert(!/Invoke-Expression|\biex\b/.test(code));
});

Deno.test("powershell closes what it opens", () => {
  for (const [open = "", close = ""] of ["()", "{}", "[]"]) {
    assertEquals(powershell.split(open).length, powershell.split(close).length, open);
  }
  assertEquals((powershell.replace(/^\s*#.*$/gm, "").split("'").length - 1) % 2, 0);
});
