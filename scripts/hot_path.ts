import type { Module } from "./graph.ts";

/** What `who` and `explain` load: portik's own files and no package, for each costs 2 ms and more. */
export const HOT_PATH: readonly string[] = [
  "main.ts",
  "src/dispatch.ts",
  "src/commands/who.ts",
  "src/commands/explain.ts",
  "src/diagnose.ts",
  "src/probe/bind.ts",
  "src/render/mod.ts",
  "src/render/style.ts",
  "plugins/mod.ts",
];

/** What a module of the hot path imports at start and should not, and modules of it that are gone. */
export function checkHotPath(
  modules: readonly Module[],
  entries: readonly string[] = HOT_PATH,
): string[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const seen = new Set<string>();
  const queue = [...entries];
  const bad: string[] = [];
  for (const path of queue) {
    for (const { to, kind } of byPath.get(path)?.imports ?? []) {
      if (kind !== "value" || seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
      if (/^[a-z]+:/.test(to)) {
        bad.push(`${path} imports ${to} at start: who and explain would pay for it`);
      }
    }
  }
  const gone = entries.filter((path) => !byPath.has(path));
  return [...bad, ...gone.map((path) => `${path} of the hot path is gone: correct the list`)];
}
