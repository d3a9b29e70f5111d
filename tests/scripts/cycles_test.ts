import { assertEquals } from "@std/assert";
import { cycles } from "../../scripts/cycles.ts";
import { project } from "./small_graph.ts";

const every = () => true;

Deno.test("cycles() finds nothing where imports only go down, even to one file by two ways", () => {
  assertEquals(cycles(project({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }), every), []);
});

Deno.test("cycles() finds a circle of two, a longer one, and a module that imports itself", () => {
  const found = cycles(
    project({ a: ["b"], b: ["a"], c: ["d"], d: ["e"], e: ["c", "a"], f: ["f"] }),
    every,
  );
  assertEquals(found, [["a", "b"], ["c", "d", "e"], ["f"]]);
});

Deno.test("cycles() tells two circles with a shared module as one, and those on one road as two", () => {
  assertEquals(cycles(project({ a: ["b"], b: ["a", "c"], c: ["b"] }), every), [["a", "b", "c"]]);
  assertEquals(cycles(project({ a: ["b"], b: ["a", "c"], c: ["d"], d: ["c"] }), every), [
    ["c", "d"],
    ["a", "b"],
  ]);
});

Deno.test("cycles() looks only at the imports that count, and at files that are there", () => {
  const modules = project({ a: ["b", "npm:x@1"], b: ["type a"] });
  assertEquals(cycles(modules, ({ kind }) => kind === "value"), []);
  assertEquals(cycles(modules, every), [["a", "b"]]);
});
