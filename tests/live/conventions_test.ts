import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { rules } from "../../plugins/mod.ts";
import { checkProject } from "../../scripts/docs.ts";
import { listFiles, readGraph } from "../../scripts/graph.ts";
import { checkLayers } from "../../scripts/layers.ts";
import { renewAll } from "../../scripts/readme.ts";
import { VERSION } from "../../src/version.ts";

const ROOT = new URL("../../", import.meta.url);

Deno.test("the project keeps to its layers", async () => {
  assertEquals(checkLayers(await readGraph(ROOT)), []);
});

Deno.test("the project has a comment on every export, and a test where one belongs", async () => {
  assertEquals((await checkProject(ROOT)).bad, []);
});

Deno.test("the project's pages have their generated tables up to date", async () => {
  assertEquals(await renewAll(ROOT, { check: true }), []);
});

Deno.test("plugins/mod.ts lists every rule of the folder once, by the names of their files", () => {
  const files = listFiles(ROOT, "plugins").map((path) => path.slice("plugins/".length, -3));
  assertEquals(rules.map(({ id }) => id), files.filter((name) => name !== "mod"));
});

Deno.test("VERSION is the version of deno.json", () => {
  assertEquals(VERSION, config.version);
});
