/**
 * Who may import whom, as a table, and the check that the code keeps to it:
 * `deno task layers` prints what does not. docs/architecture.md shows the same table.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { cycles } from "./cycles.ts";
import { type Import, type Module, packageOf, readGraph } from "./graph.ts";
import { checkHotPath } from "./hot_path.ts";
import { linesNaming } from "./source.ts";

/** A part of the project, and what its files may import besides each other. */
export interface Layer {
  readonly name: string;
  /** The files that belong to it, by their path below the root. */
  readonly holds: RegExp;
  /** Layers that it may import. */
  readonly may: readonly string[];
  /** Layers of which it may import types alone. */
  readonly types?: readonly string[];
  /** Packages that it may import, without their versions. */
  readonly packages?: readonly string[];
  /** Its files may not import each other; `mod.ts` lists them. */
  readonly apart?: true;
}

/** The table. A part imports from parts above it in this list, never from those below. */
export const LAYERS: readonly Layer[] = [
  { name: "model", holds: /^src\/model\//, may: [] },
  { name: "version.ts", holds: /^src\/version\.ts$/, may: [] },
  { name: "std", holds: /^src\/std\//, may: [], packages: ["npm:deno-std"] },
  { name: "host", holds: /^src\/host\/(?!deno\/)/, may: ["model"] },
  { name: "host/deno", holds: /^src\/host\/deno\//, may: ["model", "host"] },
  { name: "plugin.ts", holds: /^src\/plugin\.ts$/, may: [], types: ["model"] },
  { name: "plugins", holds: /^plugins\//, may: [], types: ["plugin.ts"], apart: true },
  { name: "probe", holds: /^src\/probe\//, may: ["model", "host"] },
  { name: "rules", holds: /^src\/rules\//, may: ["model", "host"], types: ["plugin.ts"] },
  { name: "analysis", holds: /^src\/analysis\//, may: ["model"] },
  { name: "actions", holds: /^src\/actions\//, may: ["model", "host", "analysis"] },
  { name: "store", holds: /^src\/store\//, may: ["model", "host"] },
  { name: "cli", holds: /^src\/cli\//, may: ["model"], packages: ["npm:@stricli/core"] },
  {
    name: "render",
    holds: /^src\/render\//,
    may: ["model"],
    packages: ["npm:string-width"],
  },
  {
    name: "commands",
    holds: /^src\/commands\//,
    may: ["model", "host", "rules", "analysis", "actions", "store", "cli", "version.ts"],
    types: ["plugin.ts"],
  },
  {
    name: "app",
    holds: /^src\/(?:app|dispatch|world|diagnose|look_ahead|complete)\.ts$/,
    may: [
      ..."model version.ts host probe rules analysis actions store cli render commands".split(" "),
    ],
    types: ["plugin.ts"],
  },
  {
    name: "library.ts",
    holds: /^src\/(?:make_)?library\.ts$/,
    may: ["model", "analysis", "commands", "app"],
    types: ["plugin.ts", "host", "cli"],
  },
  {
    name: "testing",
    holds: /^src\/testing/,
    may: ["model", "rules"],
    types: ["plugin.ts"],
  },
  {
    name: "main.ts",
    holds: /^main\.ts$/,
    may: ["app", "library.ts", "host/deno", "rules", "plugins"],
    types: ["plugin.ts"],
  },
];

/** Names that reach the world by themselves; everything else goes by way of a `Host`. */
export const WORLD_NAMES: readonly string[] = [
  ..."Deno fetch WebSocket Worker localStorage setTimeout setInterval".split(" "),
];

/** The files that may use them: the door, the sandbox, the rule tester and the program itself. */
const MAY_TOUCH_WORLD =
  /^main\.ts$|^src\/host\/deno\/|^src\/(?:rules\/sandbox_child|testing\/test_rule)\.ts$/;

/** Everything in which the modules break the table; each line names a file. */
export function checkLayers(modules: readonly Module[]): string[] {
  return [
    ...modules.flatMap(checkModule),
    ...checkSideways(modules),
    ...modules.flatMap(checkWorld),
    ...checkCycles(modules),
    ...checkHotPath(modules),
  ];
}

/** The layer of a file, or undefined where the table has none. */
export function layerOf(path: string): Layer | undefined {
  return LAYERS.find(({ holds }) => holds.test(path));
}

function checkModule({ path, imports }: Module): string[] {
  const layer = layerOf(path);
  if (!layer) return [`${path} belongs to no layer: give it one in scripts/layers.ts`];
  return imports.flatMap((one) => {
    const why = whyForbidden(path, layer, one);
    return why === undefined ? [] : [`${path} imports ${one.to}: ${why}`];
  });
}

function whyForbidden(path: string, layer: Layer, { to, kind }: Import): string | undefined {
  if (to.startsWith("node:")) {
    if (layer.name !== "host/deno") return "only src/host/deno may import from Node";
    return kind === "lazy" ? undefined : "modules of Node are loaded only where they are used";
  }
  if (/^[a-z]+:/.test(to)) {
    const known = layer.packages?.includes(packageOf(to));
    return known ? undefined : `${layer.name} may not use this package`;
  }
  const other = layerOf(to);
  if (!other) return "it belongs to no layer";
  if (other === layer) {
    return layer.apart && !path.endsWith("/mod.ts") ? "these stand each for itself" : undefined;
  }
  if (layer.may.includes(other.name)) return undefined;
  if (!layer.types?.includes(other.name)) return `${layer.name} may not import ${other.name}`;
  return kind === "type" ? undefined : `${layer.name} may import only types of ${other.name}`;
}

const COMMAND_LIST = "src/commands/mod.ts";

/** A command is what the list loads, with its folder where it has one; no other file imports it. */
function checkSideways(modules: readonly Module[]): string[] {
  const list = modules.find(({ path }) => path === COMMAND_LIST);
  const commands = list?.imports.filter(({ kind }) => kind === "lazy").map(({ to }) => to) ?? [];
  const commandOf = (path: string) =>
    commands.find((one) =>
      one === path || (one.endsWith("/mod.ts") && path.startsWith(one.slice(0, -"mod.ts".length)))
    );
  return modules
    .filter(({ path }) => path.startsWith("src/commands/") && path !== COMMAND_LIST)
    .flatMap(({ path, imports }) =>
      imports.filter(({ to }) => commandOf(to) !== undefined && commandOf(to) !== commandOf(path))
        .map(({ to }) => `${path} imports ${to}: commands know nothing of each other`)
    );
}

function checkWorld({ path, text }: Module): string[] {
  if (MAY_TOUCH_WORLD.test(path)) return [];
  return WORLD_NAMES.flatMap((name) =>
    linesNaming(name, text).map((line) =>
      `${path}:${line} names ${name}: only a Host may touch the world`
    )
  );
}

/**
 * A cycle of imports that run when a module is loaded is never good. One that only types or `import()`
 * close is harmless at run time, and inside one folder it is one idea told in two files, such as a list
 * and the help that prints it; across folders it would blur the layers.
 */
function checkCycles(modules: readonly Module[]): string[] {
  const running = cycles(modules, ({ kind }) => kind === "value");
  const all = cycles(modules, () => true).filter((cycle) => new Set(cycle.map(folderOf)).size > 1);
  const found = new Set([...running, ...all].map((cycle) => cycle.join(" → ")));
  return [...found].map((cycle) => `${cycle}: these import each other in a circle`);
}

function folderOf(path: string): string {
  return path.replace(/[^/]*$/, "");
}

if (import.meta.main) {
  const bad = checkLayers(await readGraph(new URL("../", import.meta.url)));
  for (const line of bad) console.error(line);
  Deno.exit(bad.length > 0 ? 1 : 0);
}
