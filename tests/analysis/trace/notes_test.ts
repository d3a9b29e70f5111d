import { assertEquals } from "@std/assert";
import { Notes } from "../../../src/analysis/trace/notes.ts";

Deno.test("Notes leaves out what is unknown, and ends when there are enough", () => {
  const notes = new Notes();
  notes.add({ kind: "nobody", summary: "x", to: undefined, depth: 0 });
  assertEquals(notes.steps, [
    { kind: "nobody", summary: "x", evidence: [], confidence: "certain", depth: 0 },
  ]);
  for (let i = 0; i < 500; i++) notes.add({ kind: "nobody", summary: "x", depth: 0 });
  assertEquals([notes.full, notes.steps.length], [true, 200]);
});
