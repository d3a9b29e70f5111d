import { assertEquals } from "@std/assert";
import { checkLayers, layerOf, LAYERS } from "../../scripts/layers.ts";
import { HOT_PATH } from "../../scripts/hot_path.ts";
import { project } from "./small_graph.ts";

/** What the check says about these files beside an otherwise blameless project, sorted. */
function complaints(files: Readonly<Record<string, readonly string[]>>): string[] {
  const blameless = Object.fromEntries(HOT_PATH.map((path) => [path, []]));
  return checkLayers(project({ ...blameless, ...files })).sort();
}

Deno.test("checkLayers() has nothing to say about imports that go down, or stay in the folder", () => {
  assertEquals(
    complaints({
      "main.ts": [
        "src/app.ts",
        "src/host/deno/mod.ts",
        "lazy plugins/mod.ts",
        "type src/plugin.ts",
      ],
      "src/app.ts": ["src/commands/mod.ts", "src/probe/mod.ts", "src/render/mod.ts"],
      "src/commands/who.ts": ["src/analysis/verdict.ts"],
      "src/cli/parse_line.ts": ["npm:@stricli/core@1.3.0"],
      "src/host/deno/mod.ts": ["src/host/host.ts", "src/model/socket.ts", "lazy node:dgram"],
      "src/probe/linux/ss.ts": ["src/probe/probe.ts", "src/model/socket.ts"],
      "plugins/mod.ts": ["plugins/time-wait.ts", "type src/plugin.ts"],
      "plugins/time-wait.ts": ["type src/plugin.ts"],
      "src/plugin.ts": ["type src/model/machine.ts"],
    }),
    [],
  );
});

Deno.test("checkLayers() names an import that goes up, and the layer", () => {
  assertEquals(complaints({ "src/model/socket.ts": ["type src/host/host.ts"] }), [
    "src/model/socket.ts imports src/host/host.ts: model may not import host",
  ]);
  assertEquals(complaints({ "src/analysis/verdict.ts": ["lazy src/probe/mod.ts"] }), [
    "src/analysis/verdict.ts imports src/probe/mod.ts: analysis may not import probe",
  ]);
  assertEquals(complaints({ "src/commands/who.ts": ["src/render/text.ts"] }), [
    "src/commands/who.ts imports src/render/text.ts: commands may not import render",
  ]);
});

Deno.test("checkLayers() lets only main.ts reach the real host", () => {
  const bad = complaints({
    "src/app.ts": ["src/host/deno/mod.ts"],
    "src/world.ts": ["src/host/host.ts"],
  });
  assertEquals(bad, ["src/app.ts imports src/host/deno/mod.ts: app may not import host/deno"]);
});

Deno.test("checkLayers() gives a built-in rule types of plugin.ts and nothing else", () => {
  assertEquals(
    complaints({
      "plugins/a.ts": ["src/plugin.ts"],
      "plugins/b.ts": ["type src/model/machine.ts"],
      "plugins/c.ts": ["plugins/a.ts"],
    }),
    [
      "plugins/a.ts imports src/plugin.ts: plugins may import only types of plugin.ts",
      "plugins/b.ts imports src/model/machine.ts: plugins may not import model",
      "plugins/c.ts imports plugins/a.ts: these stand each for itself",
    ],
  );
});

Deno.test("checkLayers() refuses a file that belongs nowhere, and an import of one", () => {
  assertEquals(
    complaints({ "src/utils/bag.ts": [], "src/app.ts": ["src/utils/bag.ts"] }),
    [
      "src/app.ts imports src/utils/bag.ts: it belongs to no layer",
      "src/utils/bag.ts belongs to no layer: give it one in scripts/layers.ts",
    ],
  );
});

Deno.test("checkLayers() knows which layer may use which package", () => {
  assertEquals(
    complaints({
      "src/model/ports.ts": ["npm:zod@4.0.0"],
      "src/render/width.ts": ["npm:zod@4.0.0"],
    })
      .filter((line) => !line.includes("at start")),
    [
      "src/model/ports.ts imports npm:zod@4.0.0: model may not use this package",
      "src/render/width.ts imports npm:zod@4.0.0: render may not use this package",
    ],
  );
});

Deno.test("checkLayers() allows modules of Node in the real host alone, and there not at start", () => {
  assertEquals(
    complaints({
      "src/rules/load.ts": ["lazy node:path"],
      "src/host/deno/mod.ts": ["node:dgram"],
    }),
    [
      "src/host/deno/mod.ts imports node:dgram: modules of Node are loaded only where they are used",
      "src/rules/load.ts imports node:path: only src/host/deno may import from Node",
    ],
  );
});

Deno.test("checkLayers() keeps commands apart: those that the list loads, each with its folder", () => {
  const list = ["lazy src/commands/who.ts", "lazy src/commands/rules/mod.ts"];
  assertEquals(
    complaints({
      "src/commands/mod.ts": list,
      "src/commands/who.ts": ["src/commands/targets.ts"],
      "src/commands/rules/mod.ts": ["src/commands/rules/try.ts", "src/commands/command.ts"],
      "src/commands/rules/try.ts": ["src/commands/targets.ts"],
      "src/commands/targets.ts": [],
    }),
    [],
  );
  assertEquals(
    complaints({
      "src/commands/mod.ts": list,
      "src/commands/who.ts": ["src/commands/rules/try.ts"],
      "src/commands/rules/try.ts": ["type src/commands/who.ts"],
      "src/commands/targets.ts": ["src/commands/who.ts"],
    }).filter((line) => line.includes("commands know")),
    [
      "src/commands/rules/try.ts imports src/commands/who.ts: commands know nothing of each other",
      "src/commands/targets.ts imports src/commands/who.ts: commands know nothing of each other",
      "src/commands/who.ts imports src/commands/rules/try.ts: commands know nothing of each other",
    ],
  );
});

Deno.test("checkLayers() finds the world in the program, not in its comments and words", () => {
  const says = (path: string, text: string) =>
    checkLayers([
      ...project(Object.fromEntries(HOT_PATH.map((one) => [one, []]))),
      { path, imports: [], text },
    ]);
  const text = '// Deno.exit()\nconst a = "Deno.args fetch(x)";\n';
  assertEquals(says("src/model/a.ts", text), []);
  assertEquals(says("src/model/a.ts", `${text}const b = \`\${Deno.args}\`;\nfetch(b);\n`), [
    "src/model/a.ts:3 names Deno: only a Host may touch the world",
    "src/model/a.ts:4 names fetch: only a Host may touch the world",
  ]);
  for (
    const path of ["src/host/deno/mod.ts", "src/rules/sandbox_child.ts", "src/testing/test_rule.ts"]
  ) {
    assertEquals(says(path, "Deno.args;"), []);
  }
});

Deno.test("checkLayers() refuses a circle that runs, wherever it is", () => {
  assertEquals(
    complaints({ "src/model/a.ts": ["src/model/b.ts"], "src/model/b.ts": ["src/model/a.ts"] }),
    ["src/model/a.ts → src/model/b.ts: these import each other in a circle"],
  );
});

Deno.test("checkLayers() lets types and import() close a circle inside one folder only", () => {
  const circle = (b: string, kind: string) => ({
    "src/probe/a.ts": [b],
    [b]: [`${kind} src/probe/a.ts`],
  });
  assertEquals(complaints(circle("src/probe/b.ts", "type")), []);
  assertEquals(complaints(circle("src/probe/b.ts", "lazy")), []);
  assertEquals(complaints(circle("src/probe/linux/b.ts", "type")), [
    "src/probe/a.ts → src/probe/linux/b.ts: these import each other in a circle",
  ]);
});

Deno.test("checkLayers() follows what who and explain load, and refuses packages that are slow to start", () => {
  const bad = complaints({
    "src/commands/who.ts": ["src/analysis/a.ts", "lazy src/render/unicode.ts"],
    "src/analysis/a.ts": ["src/render/width.ts"],
    "src/render/width.ts": ["npm:string-width@8.3.0"],
    "src/render/unicode.ts": ["npm:string-width@8.3.0"],
  }).filter((line) => line.includes("at start"));
  assertEquals(bad, [
    "src/render/width.ts imports npm:string-width@8.3.0 at start: who and explain would pay for it",
  ]);
});

Deno.test("checkLayers() says when a file of the hot path is gone", () => {
  const files = Object.fromEntries(HOT_PATH.slice(1).map((path) => [path, []]));
  assertEquals(checkLayers(project(files)), [
    "main.ts of the hot path is gone: correct the list",
  ]);
});

Deno.test("LAYERS lets a part import only from parts above it", () => {
  const above: string[] = [];
  for (const { name, may, types = [] } of LAYERS) {
    assertEquals([...may, ...types].filter((other) => !above.includes(other)), [], name);
    above.push(name);
  }
});

Deno.test("LAYERS has one place for each file", () => {
  const paths = [
    "src/host/deno/mod.ts",
    "src/host/replay.ts",
    "src/plugin.ts",
    "src/app.ts",
    "main.ts",
  ];
  for (const path of paths) {
    assertEquals(LAYERS.filter(({ holds }) => holds.test(path)).length, 1, path);
  }
});

Deno.test("layerOf() tells the real host from the rest of its folder", () => {
  assertEquals(layerOf("src/host/deno/mod.ts")?.name, "host/deno");
  assertEquals(layerOf("src/host/replay.ts")?.name, "host");
  assertEquals(layerOf("src/elsewhere.ts"), undefined);
});
