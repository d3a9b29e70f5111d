import { assert, assertMatch } from "@std/assert";
import { zsh } from "../../../src/cli/shells/zsh.ts";

Deno.test("zsh can be saved in $fpath, or be read at the start of the shell", () => {
  assertMatch(zsh, /^#compdef portik\n# .*portik completions zsh/);
  assertMatch(zsh, /^if \[\[ \$funcstack\[1\] == _portik \]\]; then _portik "\$@"; else compdef /m);
});

Deno.test("zsh asks the very program that is being typed", () => {
  assertMatch(zsh, /__complete "\$\{\(@Q\)words\[2,CURRENT-1\]\}" "\$\{\(Q\)PREFIX\}"/);
});

Deno.test("zsh takes proposals as they are: nothing that comes back is run", () => {
  assert(!/\beval\b|\(e\)|\$\{~/.test(zsh));
  assert(zsh.endsWith("\n"));
});
