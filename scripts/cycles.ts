import type { Import, Module } from "./graph.ts";

/**
 * Groups of modules that reach each other by the imports that count, each once and sorted by path; a
 * module that imports itself is a group of one (strongly connected components, after Tarjan).
 */
export function cycles(
  modules: readonly Module[],
  counts: (one: Import) => boolean,
): readonly (readonly string[])[] {
  const edges = new Map(
    modules.map(({ path, imports }) => [path, imports.filter(counts).map(({ to }) => to)]),
  );
  const index = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): number => {
    const mine = index.size;
    index.set(path, mine);
    stack.push(path);
    let lowest = mine;
    for (const to of edges.get(path) ?? []) {
      if (!index.has(to)) lowest = Math.min(lowest, visit(to));
      else if (stack.includes(to)) lowest = Math.min(lowest, index.get(to) ?? mine);
    }
    if (lowest === mine) {
      const group = stack.splice(stack.indexOf(path));
      if (group.length > 1 || edges.get(path)?.includes(path)) found.push(group.sort());
    }
    return lowest;
  };
  for (const { path } of modules) if (!index.has(path)) visit(path);
  return found;
}
