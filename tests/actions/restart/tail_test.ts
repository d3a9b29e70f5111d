import { assertEquals } from "@std/assert";
import { watchOutput } from "../../../src/actions/restart/tail.ts";
import { LIKENESS } from "../paper_restart.ts";

/** A host whose log grows from one size to another, and what `tail` is asked for. */
function growing(from: number, to: number, text: string) {
  const asked: string[] = [];
  let size = from;
  return {
    asked,
    grow: () => void (size = to),
    stat: () => ({ type: "file" as const, size, mode: 0o600 }),
    run(argv: readonly string[]) {
      asked.push(argv.join(" "));
      return Promise.resolve({ code: 0, stdout: text, stderr: "" });
    },
  };
}

Deno.test("watchOutput() tells the lines that were written since", async () => {
  const host = growing(100, 130, "one\n\ntwo\n");
  const lines = watchOutput(host, [LIKENESS]);
  host.grow();
  assertEquals(await lines(), ["one", "two"]);
  assertEquals(host.asked, ["tail -c 30 -- /state/log"]);
});

Deno.test("watchOutput() reads no more than the end, and tells no more than ten lines", async () => {
  const text = Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join("");
  const host = growing(0, 1e9, text);
  const lines = watchOutput(host, [LIKENESS]);
  host.grow();
  assertEquals((await lines()).at(0), "line 40");
  assertEquals(host.asked, ["tail -c 4096 -- /state/log"]);
});

Deno.test("watchOutput() reads nothing where nothing was written", async () => {
  const host = growing(100, 100, "old\n");
  const lines = watchOutput(host, [LIKENESS]);
  assertEquals([await lines(), host.asked], [[], []]);
});
