import type { Sight } from "../host/host.ts";
import { defined } from "../model/defined.ts";
import type { Project } from "../model/process.ts";

/** Files that mark the root of a project outside git. */
const MARKERS = [
  "deno.json",
  "package.json",
  "Cargo.toml",
  "go.mod",
  "pyproject.toml",
  "compose.yaml",
];

/** Deepest directory that is looked at: going up from 2000 folders deep, the kernel takes seconds. */
const DEEPEST = 64;

/**
 * The project that a directory lies in: the git checkout around it, or else the nearest folder with a
 * manifest. Only small regular files are read, never through a link, and nothing is run: the
 * directory may belong to somebody who wishes a privileged portik ill.
 */
export function projectOf(sight: Sight, cwd: string): Project | undefined {
  if (cwd.split("/").length > DEEPEST) return undefined;
  const folders = upwards(cwd);
  for (const root of folders) {
    const project = gitProject(sight, root);
    if (project) return project;
  }
  const root = folders.find((folder) =>
    folder !== "" && MARKERS.some((marker) => isFile(sight, `${folder}/${marker}`))
  );
  return root === undefined ? undefined : { root };
}

/** The directory and those above it, without trailing slashes: `/a/b`, `/a`, and the empty root. */
function upwards(folder: string): string[] {
  const parts = folder.split("/").filter((part) => part !== "");
  return Array.from(
    { length: parts.length + 1 },
    (_, i) => parts.slice(0, parts.length - i).map((part) => `/${part}`).join(""),
  );
}

/**
 * Reads a checkout as `gitrepository-layout(5)` describes it: `.git` is a folder, or, in a linked
 * worktree or a submodule, a file with one line such as `gitdir: /repo/.git/worktrees/fix`.
 */
function gitProject(sight: Sight, root: string): Project | undefined {
  const dotGit = `${root}/.git`;
  const stat = sight.stat(dotGit);
  if ("failed" in stat) return undefined;
  if (stat.type === "directory") {
    const head = readSmall(sight, `${dotGit}/HEAD`);
    return head === undefined ? undefined : defined({ root: root || "/", branch: branchOf(head) });
  }
  const gitdir = /^gitdir: (\S.*)$/m.exec(readSmall(sight, dotGit) ?? "")?.[1];
  if (gitdir === undefined) return undefined;
  const folder = gitdir.startsWith("/") ? gitdir : `${root}/${gitdir}`;
  return defined({
    root: root || "/",
    branch: branchOf(readSmall(sight, `${folder}/HEAD`) ?? ""),
    worktree: /\/worktrees\/([^/]+)$/.exec(folder)?.[1],
  });
}

/**
 * `HEAD` holds `ref: refs/heads/main`, or a commit when it is detached. No branch begins with a dot: where
 * references are kept in a reftable, `HEAD` names `.invalid` and the branch is elsewhere.
 */
function branchOf(head: string): string | undefined {
  return /^ref: refs\/heads\/([^\s.]\S*)/.exec(head)?.[1];
}

function readSmall(sight: Sight, path: string): string | undefined {
  const stat = sight.stat(path);
  if ("failed" in stat || stat.type !== "file" || stat.size > 4096) return undefined;
  const text = sight.readText(path);
  return typeof text === "string" ? text : undefined;
}

function isFile(sight: Sight, path: string): boolean {
  const stat = sight.stat(path);
  return !("failed" in stat) && stat.type === "file";
}
