import { isFailure, type Sight } from "../../host/host.ts";
import { errnoWords } from "../../model/errno.ts";

/** A file that was not read, and why, in words that end a sentence. */
export interface Unread {
  readonly file: string;
  readonly reason: string;
}

/** Most files of one program's configuration, and most bytes of one of them. */
const MOST_FILES = 100;
const MOST_BYTES = 256 * 1024;

/** Longest row of links from a name to its file. */
const MOST_LINKS = 8;

/**
 * Reads configuration files with care, because a privileged portik may be led to them by somebody else's
 * process: regular files alone, small ones, not too many, and nothing of the kernel's own file systems, whose
 * files have no size.
 */
export class ConfigFiles {
  readonly unread: Unread[] = [];
  readonly #sight: Sight;
  #left = MOST_FILES;

  /** Reads by this sight. */
  constructor(sight: Sight) {
    this.#sight = sight;
  }

  /** The text of a file; undefined, and noted, where it may not or should not be read. */
  read(path: string): string | undefined {
    const { text, reason } = this.#try(path);
    if (reason !== undefined) this.unread.push({ file: path, reason });
    return text;
  }

  /** The same for a name that may well be a folder's. */
  readUnlessFolder(path: string): string | undefined {
    const stat = this.#sight.stat(path);
    return !isFailure(stat) && stat.type === "directory" ? undefined : this.read(path);
  }

  /** The text of the first of these files that is there. */
  readFirst(paths: readonly string[]): { file: string; text: string } | undefined {
    const file = paths.find((path) => !isFailure(this.#sight.stat(path)));
    const text = file === undefined ? undefined : this.read(file);
    return file === undefined || text === undefined ? undefined : { file, text };
  }

  /** The files of a pattern with `*` and `?` in its last part (`glob(7)`), sorted. */
  glob(pattern: string): readonly string[] {
    const slash = pattern.lastIndexOf("/");
    const [folder, last] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
    if (!/[*?]/.test(last)) return [pattern];
    const names = this.#sight.readDir(folder);
    const matches = matcher(last);
    return isFailure(names)
      ? []
      : names.filter((name) => matches(name)).sort().map((name) => `${folder}/${name}`);
  }

  #try(path: string): { text?: string; reason?: string } {
    if (this.#left-- <= 0) return { reason: `more than ${MOST_FILES} files` };
    const file = this.#follow(path);
    if (file === undefined) return { reason: "too many links" };
    const stat = this.#sight.stat(file);
    if (isFailure(stat)) return { reason: errnoWords(stat.failed) };
    if (stat.type !== "file") return { reason: "it is no regular file" };
    if (stat.size === 0) return { text: "" };
    if (stat.size > MOST_BYTES) return { reason: `it is larger than ${MOST_BYTES / 1024} KiB` };
    const text = this.#sight.readText(file);
    return isFailure(text) ? { reason: errnoWords(text.failed) } : { text };
  }

  #follow(path: string): string | undefined {
    let file = path;
    for (let i = 0; i < MOST_LINKS; i++) {
      const stat = this.#sight.stat(file);
      if (isFailure(stat) || stat.type !== "link") return file;
      const link = this.#sight.readLink(file);
      if (isFailure(link)) return file;
      file = resolvePath(file.slice(0, file.lastIndexOf("/")), link);
    }
    return undefined;
  }
}

/** A path as it is meant in a folder. */
export function resolvePath(folder: string, path: string): string {
  return path.startsWith("/") ? path : `${folder}/${path}`;
}

/** A dot at the start is matched only by a dot. */
function matcher(pattern: string): (name: string) => boolean {
  const parts = pattern.split(/([*?])/).map((part) =>
    part === "*" ? "[^/]*" : part === "?" ? "[^/]" : part.replace(/[.+^${}()|[\]\\]/g, "\\$&")
  );
  const whole = new RegExp(`^${parts.join("")}$`);
  return (name) => whole.test(name) && (!name.startsWith(".") || pattern.startsWith("."));
}
