import { type Host, isFailure } from "../host/host.ts";
import { whyDistrust } from "../host/trust.ts";
import { Refusal } from "../model/refusal.ts";
import { isRuleId } from "./validate.ts";

/** A rule of the user's own, as text: it is never imported into portik itself. */
export interface UserRule {
  /** The name of its file; findings and messages put `user/` in front of it. */
  readonly id: string;
  readonly path: string;
  readonly text: string;
  readonly language: "ts" | "js";
}

/** A file or folder of rules that was left alone, and why, in words that follow the path. */
export interface Refused {
  readonly path: string;
  readonly reason: string;
}

/** Every rule of the user's own, by id, and what was refused. */
export interface UserRules {
  readonly rules: readonly UserRule[];
  readonly refused: readonly Refused[];
}

/** Where to look: the folders of `--plugins`, and whether `--no-plugins` was given. */
export interface LoadOptions {
  readonly dirs?: readonly string[];
  readonly none?: boolean;
}

/** What finding rules asks of the world. */
export type Shelf = Pick<Host, "env" | "readDir" | "readText" | "realPath" | "stat" | "uid">;

const MOST_BYTES = 256 * 1024;

/**
 * Finds the rules in the folders of `--plugins`, then in the user's own folder; of two with one id the
 * first counts. Reads them and runs nothing. A folder of `--plugins` that is none is a Refusal
 * `bad-plugins`; the user's own folder may be missing.
 */
export function loadUserRules(shelf: Shelf, options: LoadOptions = {}): UserRules {
  if (options.none) return { rules: [], refused: [] };
  const rules = new Map<string, UserRule>();
  const refused: Refused[] = [];
  for (const folder of new Set(folders(shelf, options.dirs ?? []))) {
    for (const read of readFolder(shelf, folder)) {
      const other = "id" in read ? rules.get(read.id) : undefined;
      if (!("id" in read)) refused.push(read);
      else if (other) refused.push({ path: read.path, reason: `has the same id as ${other.path}` });
      else rules.set(read.id, read);
    }
  }
  return { rules: [...rules.values()].sort((a, b) => a.id < b.id ? -1 : 1), refused };
}

/** Reads one file of rules, as `portik rules try` does and as every file of a folder is read. */
export function readRuleFile(shelf: Shelf, path: string): UserRule | Refused {
  const refuse = (reason: string): Refused => ({ path, reason });
  const [, id, language] = /([^/\\]*)\.(ts|js)$/.exec(path) ?? [];
  if (id === undefined || (language !== "ts" && language !== "js")) {
    return refuse("is no .ts or .js file");
  }
  if (!isRuleId(id)) {
    return refuse("has no name that could be a rule's id: kebab case, 1 to 40 characters");
  }
  const real = shelf.realPath(path);
  if (isFailure(real)) return refuse(`cannot be read: ${real.failed}`);
  const distrust = whyDistrust(shelf, real);
  if (distrust !== undefined) {
    return refuse(real === path ? distrust : `is ${real}, which ${distrust}`);
  }
  const stat = shelf.stat(real);
  if (isFailure(stat)) return refuse(`cannot be read: ${stat.failed}`);
  if (stat.type !== "file") return refuse("is no file");
  if (stat.size > MOST_BYTES) return refuse("is larger than 256 kB");
  const text = shelf.readText(real);
  if (isFailure(text)) return refuse(`cannot be read: ${text.failed}`);
  return { id, path, text, language };
}

/** The folders to read: those that were named by their real path, then the user's own. */
function folders(shelf: Shelf, dirs: readonly string[]): string[] {
  const named = dirs.map((dir) => {
    const real = shelf.realPath(dir);
    const stat = isFailure(real) ? real : shelf.stat(real);
    if (isFailure(real) || isFailure(stat)) throw badFolder(dir, stat);
    if (stat.type !== "directory") throw badFolder(dir, { failed: "ENOTDIR" });
    return real;
  });
  const own = ownFolder(shelf);
  const real = own === undefined ? { failed: "ENOENT" } : shelf.realPath(own);
  if (!isFailure(real)) return [...named, real];
  return own === undefined || real.failed === "ENOENT" ? named : [...named, own];
}

function badFolder(dir: string, answer: unknown): Refusal {
  const failed = isFailure(answer) ? answer.failed : "";
  const why = failed === "ENOENT"
    ? "there is no such folder"
    : failed === "ENOTDIR"
    ? "it is no folder"
    : failed;
  return new Refusal("bad-plugins", `Cannot load rules from "${dir}": ${why}`);
}

/** `$XDG_CONFIG_HOME/portik/plugins`; the variable counts only when it is absolute (XDG Base Directory). */
export function ownFolder(shelf: Pick<Host, "env">): string | undefined {
  const config = shelf.env("XDG_CONFIG_HOME");
  if (config !== undefined && isAbsolute(config)) return `${config}/portik/plugins`;
  const home = shelf.env("HOME") ?? shelf.env("USERPROFILE");
  return home ? `${home}/.config/portik/plugins` : undefined;
}

function isAbsolute(path: string): boolean {
  return /^(\/|[A-Za-z]:[\\/])/.test(path);
}

function readFolder(shelf: Shelf, folder: string): readonly (UserRule | Refused)[] {
  const distrust = whyDistrust(shelf, folder);
  if (distrust !== undefined) return [{ path: folder, reason: distrust }];
  const names = shelf.readDir(folder);
  if (isFailure(names)) return [{ path: folder, reason: `cannot be read: ${names.failed}` }];
  return names.filter(isRuleFile).sort().map((name) => readRuleFile(shelf, `${folder}/${name}`));
}

/** Tests, declarations and hidden files lie beside rules and are none. */
function isRuleFile(name: string): boolean {
  return /\.(ts|js)$/.test(name) && !/^\.|\.d\.ts$|_test\.(ts|js)$/.test(name);
}
