import { assert, assertEquals } from "@std/assert";
import type { FileStat } from "../../src/host/host.ts";
import { projectOf } from "../../src/probe/project.ts";
import { onPaper } from "./paper.ts";

const COMMIT = "5e8c2f1a9b3d4c775e8c2f1a9b3d4c775e8c2f1a\n";

/** What stands at a path: the text of a file, or a thing that is none. */
type Thing = string | FileStat["type"] | { readonly size: number };

/** Folders, and files by their text; whatever is read beside a file of ordinary size fails the test. */
function projectIn(
  cwd: string,
  things: Readonly<Record<string, string>>,
  odd: Readonly<Record<string, Thing>> = {},
) {
  const stats: Record<string, FileStat> = {};
  for (const [path, text] of Object.entries(things)) {
    stats[path] = text === "" ? folder : { ...folder, type: "file", size: text.length };
  }
  for (const [path, thing] of Object.entries(odd)) {
    stats[path] = typeof thing === "object"
      ? { ...folder, type: "file", size: thing.size }
      : { ...folder, type: thing as FileStat["type"] };
  }
  const sight = onPaper({ stats });
  const readText = (path: string) => {
    const text = things[path];
    assert(text !== undefined && text !== "", `read ${path}`);
    return text;
  };
  return projectOf({ ...sight, readText }, cwd);
}

const folder: FileStat = { type: "directory", size: 4096, mode: 0o755 };

Deno.test("projectOf() finds the git checkout around a directory, and its branch", () => {
  const things = { "/srv/shop/.git": "", "/srv/shop/.git/HEAD": "ref: refs/heads/main\n" };
  for (const cwd of ["/srv/shop", "/srv/shop/", "/srv/shop/api/src", "/srv/shop/.git/hooks"]) {
    assertEquals(projectIn(cwd, things), { root: "/srv/shop", branch: "main" }, cwd);
  }
  assertEquals(projectIn("/srv", things), undefined);
  assertEquals(projectIn("/srv/shopping", things), undefined);
});

Deno.test("projectOf() takes the innermost of several checkouts", () => {
  const project = projectIn("/srv/shop/lib/deep", {
    "/srv/shop/.git": "",
    "/srv/shop/.git/HEAD": "ref: refs/heads/main\n",
    "/srv/shop/lib/.git": "",
    "/srv/shop/lib/.git/HEAD": "ref: refs/heads/next\n",
  });
  assertEquals(project, { root: "/srv/shop/lib", branch: "next" });
});

Deno.test("projectOf() keeps the slashes of a branch, and has none for a detached HEAD", () => {
  const head = (text: string) => projectIn("/srv", { "/srv/.git": "", "/srv/.git/HEAD": text });
  assertEquals(head("ref: refs/heads/fix/port-80\n"), { root: "/srv", branch: "fix/port-80" });
  for (const text of [COMMIT, "ref: refs/remotes/origin/main\n", "hello", "\0\0"]) {
    assertEquals(head(text), { root: "/srv" }, text);
  }
});

Deno.test("projectOf() does not take the stand-in of a reftable for a branch", () => {
  const things = { "/srv/.git": "", "/srv/.git/HEAD": "ref: refs/heads/.invalid\n" };
  assertEquals(projectIn("/srv", things), { root: "/srv" });
});

Deno.test("projectOf() names a linked worktree", () => {
  const project = projectIn("/code/fix/src", {
    "/code/fix/.git": "gitdir: /code/shop/.git/worktrees/fix-1\n",
    "/code/shop/.git/worktrees/fix-1/HEAD": "ref: refs/heads/fix\n",
  });
  assertEquals(project, { root: "/code/fix", branch: "fix", worktree: "fix-1" });
});

Deno.test("projectOf() reads a worktree of a bare repository beside it", () => {
  const project = projectIn("/code/main", {
    "/code/main/.git": "gitdir: ../.bare/worktrees/main\n",
    "/code/main/../.bare/worktrees/main/HEAD": "ref: refs/heads/main\n",
  });
  assertEquals(project, { root: "/code/main", branch: "main", worktree: "main" });
});

Deno.test("projectOf() does not take a bare repository for a checkout", () => {
  const things = {
    "/srv/shop.git/HEAD": "ref: refs/heads/main\n",
    "/srv/shop.git/objects": "",
    "/srv/shop.git/refs": "",
  };
  assertEquals(projectIn("/srv/shop.git", things), undefined);
});

Deno.test("projectOf() follows the relative path of a submodule", () => {
  const project = projectIn("/srv/shop/lib", {
    "/srv/shop/lib/.git": "gitdir: ../.git/modules/lib\r\n",
    "/srv/shop/lib/../.git/modules/lib/HEAD": "ref: refs/heads/stable\n",
    "/srv/shop/.git": "",
    "/srv/shop/.git/HEAD": "ref: refs/heads/main\n",
  });
  assertEquals(project, { root: "/srv/shop/lib", branch: "stable" });
});

Deno.test("projectOf() keeps the root of a worktree whose repository is gone", () => {
  const things = { "/code/fix/.git": "gitdir: /gone/.git/worktrees/fix\n" };
  assertEquals(projectIn("/code/fix", things), { root: "/code/fix", worktree: "fix" });
});

Deno.test("projectOf() goes round in no circle of gitdir files", () => {
  const things = {
    "/a/.git": "gitdir: /b/.git\n",
    "/b/.git": "gitdir: /a/.git\n",
    "/c/.git": "gitdir: .git\n",
  };
  assertEquals(projectIn("/a", things), { root: "/a" });
  assertEquals(projectIn("/c", things), { root: "/c" });
});

Deno.test("projectOf() reads neither pipes, links and devices nor huge files, and looks further up", () => {
  const above = { "/srv/.git": "", "/srv/.git/HEAD": "ref: refs/heads/main\n" };
  const inside = [{ "/srv/x/.git": "other" }, { "/srv/x/.git": "link" }, {
    "/srv/x/.git": { size: 1e12 },
  }] as const;
  for (const odd of inside) {
    assertEquals(projectIn("/srv/x", above, odd), { root: "/srv", branch: "main" });
  }
  for (const head of ["other", "link", "directory", { size: 4097 }] as const) {
    const odd = { "/srv/x/.git": "directory", "/srv/x/.git/HEAD": head } as const;
    assertEquals(projectIn("/srv/x", above, odd), { root: "/srv", branch: "main" });
  }
});

Deno.test("projectOf() reads no HEAD through a gitdir that is a pipe, a link or huge", () => {
  for (const head of ["other", "link", "directory", { size: 4097 }] as const) {
    const things = { "/srv/x/.git": "gitdir: /dev/evil\n" };
    assertEquals(projectIn("/srv/x", things, { "/dev/evil/HEAD": head }), { root: "/srv/x" });
  }
});

Deno.test("projectOf() reads nothing that git would not take for a .git file", () => {
  for (const text of ["hello", "gitdir:", "gitdir: \n", "gitdir:/srv/repo"]) {
    assertEquals(projectIn("/srv/x", { "/srv/x/.git": text }), undefined, text);
  }
});

Deno.test("projectOf() falls back to the nearest manifest, but never to that of the whole machine", () => {
  const manifest = "{}";
  const things = {
    "/srv/shop/deno.json": manifest,
    "/srv/shop/api/go.mod": manifest,
    "/package.json": manifest,
  };
  assertEquals(projectIn("/srv/shop/api/cmd", things), { root: "/srv/shop/api" });
  assertEquals(projectIn("/srv/shop/web", things), { root: "/srv/shop" });
  assertEquals(projectIn("/srv", things), undefined);
  assertEquals(projectIn("/srv/x", {}, { "/srv/x/package.json": "directory" }), undefined);
});

Deno.test("projectOf() prefers a checkout further up to a manifest", () => {
  const project = projectIn("/srv/shop/packages/web", {
    "/srv/shop/packages/web/package.json": "{}",
    "/srv/shop/.git": "",
    "/srv/shop/.git/HEAD": "ref: refs/heads/main\n",
  });
  assertEquals(project, { root: "/srv/shop", branch: "main" });
});

Deno.test("projectOf() finds a checkout at the root of the machine", () => {
  const main = { root: "/", branch: "main" };
  assertEquals(projectIn("/etc", { "/.git": "", "/.git/HEAD": "ref: refs/heads/main\n" }), main);
  const linked = { "/.git": "gitdir: /etc.git\n", "/etc.git/HEAD": "ref: refs/heads/main\n" };
  assertEquals(projectIn("/", linked), main);
});

Deno.test("projectOf() of a directory that was deleted is the project around it", () => {
  const things = { "/srv/shop/.git": "", "/srv/shop/.git/HEAD": "ref: refs/heads/main\n" };
  assertEquals(projectIn("/srv/shop/old (deleted)", things), { root: "/srv/shop", branch: "main" });
  assertEquals(projectIn("/srv/shop (deleted)", things), undefined);
});

Deno.test("projectOf() looks at nothing below a path that somebody made endless", () => {
  const things = { "/a/.git": "", "/a/.git/HEAD": "ref: refs/heads/main\n" };
  assertEquals(projectIn(`/a${"/b".repeat(60)}`, things), { root: "/a", branch: "main" });
  assertEquals(projectIn(`/a${"/b".repeat(2000)}`, things), undefined);
});
