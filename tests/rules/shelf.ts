import type { FileStat } from "../../src/host/host.ts";
import type { Shelf } from "../../src/rules/load.ts";

/** One thing on a shelf that is kept in memory; a folder where there is no text and no link. */
export interface Thing {
  readonly text?: string;
  /** Absolute path that it is a symbolic link to. */
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly size?: number;
}

/** What a shelf's caller is, beside what lies on it. */
export interface Caller {
  /** Undefined: there are no owners, as on Windows. */
  readonly uid?: number | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Files in memory by absolute path, for a caller with uid 1000 and home /home/me. Folders above them
 * belong to root, mode 0755, unless they are named.
 */
export function shelfOf(things: Readonly<Record<string, Thing>>, caller: Caller = {}): Shelf {
  const all = new Map(Object.entries(things));
  for (const path of Object.keys(things)) {
    const names = path.split("/").slice(1, -1);
    names.forEach((_, i) => {
      const folder = `/${names.slice(0, i + 1).join("/")}`;
      if (!all.has(folder)) all.set(folder, { uid: 0 });
    });
  }
  if (!all.has("/")) all.set("/", { uid: 0 });
  const missing = { failed: "ENOENT" };
  const env = caller.env ?? { HOME: "/home/me" };
  return {
    uid: "uid" in caller ? caller.uid : 1000,
    env: (name) => env[name],
    realPath: (path) => {
      const thing = all.get(path);
      return thing?.link ?? (thing ? path : missing);
    },
    readDir: (path) => {
      const inside = [...all.keys()].filter((key) => key.startsWith(`${path}/`));
      return [...new Set(inside.map((key) => key.slice(path.length + 1).split("/")[0] ?? ""))];
    },
    readText: (path) => all.get(path)?.text ?? missing,
    stat: (path) => {
      const thing = all.get(path);
      return thing ? statOf(thing) : missing;
    },
  };
}

function statOf({ text, link, mode, uid = 1000, size }: Thing): FileStat {
  if (text !== undefined) {
    return { type: "file", size: size ?? text.length, mode: mode ?? 0o644, uid };
  }
  return { type: link === undefined ? "directory" : "link", size: 0, mode: mode ?? 0o755, uid };
}
