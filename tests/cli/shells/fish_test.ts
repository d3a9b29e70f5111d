import { assert, assertMatch } from "@std/assert";
import { fish } from "../../../src/cli/shells/fish.ts";

Deno.test("fish says in its first line where it goes", () => {
  assertMatch(fish, /^# portik completion for fish; save as \S+\/portik\.fish\n/);
});

Deno.test("fish asks the very program that is being typed, for portik alone", () => {
  assertMatch(fish, /\(\$program __complete \$words\[2\.\.-1\] "\$word" 2>\/dev\/null\)/);
  assertMatch(fish, /^complete -c portik -n __portik_propose -f /m);
});

Deno.test("fish takes proposals as they are: nothing that comes back is run", () => {
  assert(!/\beval\b|\bsource\b/.test(fish));
  assert(fish.endsWith("\n"));
});
