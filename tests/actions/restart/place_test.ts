import { assertEquals } from "@std/assert";
import { placeOf } from "../../../src/actions/restart/place.ts";
import { ROOT, statText, statusText, traits } from "../paper_traits.ts";

const BY_ROOT = traits({ status: statusText(ROOT) });

/** Traits with these limits of open files. */
function limited(hard: string, status = statusText()) {
  const text = `Max open files            1024                 ${hard.padEnd(20)} files     \n`;
  return traits({ limits: text, status });
}

Deno.test("placeOf() leaves out what is as portik's own", () => {
  const { likeness, changes } = placeOf(traits(), traits());
  assertEquals(likeness, { limits: [{ resource: "NOFILE", soft: 1024, hard: 4096 }] });
  assertEquals(changes, []);
});

Deno.test("placeOf() keeps processors and niceness, as far as that may be", () => {
  const status = statusText({ Cpus_allowed: "00000000,00000001" });
  const answer = (nice: number, mine = traits()) => {
    const { likeness, changes } = placeOf(traits({ status, stat: statText(nice) }), mine);
    return [likeness.processors, likeness.nice, changes];
  };
  assertEquals(answer(5), ["1", 5, []]);
  assertEquals(answer(-5), ["1", undefined, ["its niceness is 0, and was -5"]]);
  assertEquals(answer(-5, BY_ROOT), ["1", -5, []]);
});

Deno.test("placeOf() says which limits nobody but root could give back", () => {
  const changes = (his: string, mine = limited("2048")) => placeOf(limited(his), mine).changes;
  assertEquals(changes("2048"), []);
  assertEquals(changes("4096"), ["its limit RLIMIT_NOFILE is 2048, and was 4096"]);
  assertEquals(changes("unlimited"), ["its limit RLIMIT_NOFILE is 2048, and was unlimited"]);
  assertEquals(changes("4096", limited("unlimited")), []);
  assertEquals(changes("4096", limited("2048", statusText(ROOT))), []);
});
