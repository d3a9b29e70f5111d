import type { ImportKind, Module } from "../../scripts/graph.ts";

/**
 * A small project in a few lines: the path of each file, and what it imports. `type` or `lazy` in front
 * of an import says how.
 */
export function project(files: Readonly<Record<string, readonly string[]>>): Module[] {
  return Object.entries(files).map(([path, imports]) => ({
    path,
    text: "",
    imports: imports.map((one) => {
      const [to = "", kind = "value"] = one.split(" ").reverse();
      return { to, kind: kind as ImportKind };
    }),
  }));
}
