/**
 * Whether everything that is exported says what it is for, and everything that can be tested has its
 * test: `deno task docs` prints what has not, and warns of long files.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { listFiles } from "./graph.ts";
import { UNTESTED } from "./untested.ts";

/** The part of `deno doc --json` that matters here (its format 2). */
export interface DenoDoc {
  readonly nodes: Readonly<Record<string, { readonly symbols?: readonly DocSymbol[] }>>;
}

interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly declarationKind: string;
    readonly jsDoc?: { readonly doc?: string };
  }[];
}

/** A file of the project, by its path below the root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Folders of which every file has a test at the same place below `tests`. */
const TESTED = /^src\/(?:probe|model|render|analysis|actions|store|cli|rules)\//;

/** Longest file that needs no second look. */
const MOST_LINES = 200;

/** Exported symbols without a comment, or with one that says no more than the name does. */
export function checkComments({ nodes }: DenoDoc): string[] {
  return Object.entries(nodes).flatMap(([path, { symbols = [] }]) =>
    symbols.filter(isOwn).flatMap(({ name, declarations }) => {
      const comment = declarations.map(({ jsDoc }) => jsDoc?.doc ?? "").join(" ").trim();
      const shown = name === "default" ? nameOf(path) : name;
      if (comment === "") return [`${path}: ${shown} has no comment`];
      if (!saysMore(comment, shown)) return [`${path}: the comment on ${shown} only repeats it`];
      return [];
    })
  );
}

/** Exported from here, and not only passed on. */
function isOwn({ declarations }: DocSymbol): boolean {
  return declarations.some(({ kind, declarationKind }) =>
    declarationKind === "export" && kind !== "reference"
  );
}

function nameOf(path: string): string {
  return /([^/]+)\.ts$/.exec(path)?.[1] ?? path;
}

const FILLERS: ReadonlySet<string> = new Set(
  "a an the of for to from in on at by is are was be it its this that which and or with as".split(
    " ",
  ),
);

/** True where a comment has a word of its own beside those of the name, whatever their endings. */
export function saysMore(comment: string, name: string): boolean {
  const known = new Set(wordsOf(name.replace(/([a-z0-9])([A-Z])/g, "$1 $2")).map(stem));
  return wordsOf(comment).some((word) => !FILLERS.has(word) && !known.has(stem(word)));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function stem(word: string): string {
  return word.replace(/(?:ies|ied|es|ed|ing|s|e)$/, "").slice(0, 5);
}

/** Plugins and files of `src` that have no test at the place where one belongs, and needless excuses. */
export function checkTests(
  paths: readonly string[],
  { nodes }: DenoDoc,
  excuses: Readonly<Record<string, string>> = UNTESTED,
): string[] {
  const there = new Set(paths);
  const missing = paths.filter((path) => needsTest(path, nodes)).flatMap((path) => {
    const test = testOf(path);
    return there.has(test) || path in excuses ? [] : [`${path} has no test: expected ${test}`];
  });
  const needless = Object.keys(excuses)
    .filter((path) => !there.has(path) || there.has(testOf(path)))
    .map((path) =>
      `${path} needs no excuse for having no test: it ${there.has(path) ? "has one" : "is gone"}`
    );
  return [...missing, ...needless];
}

/** The place of a file's test: `src/model/ports.ts` gives `tests/model/ports_test.ts`. */
export function testOf(path: string): string {
  return `tests/${path.replace(/^src\//, "").replace(/\.ts$/, "_test.ts")}`;
}

function needsTest(path: string, nodes: DenoDoc["nodes"]): boolean {
  if (/^plugins\/(?!mod\.ts)[^/]+\.ts$/.test(path)) return true;
  if (!TESTED.test(path)) return false;
  const own = (nodes[path]?.symbols ?? []).filter(isOwn).flatMap(({ declarations }) =>
    declarations
  );
  return own.some(({ kind }) => kind !== "interface" && kind !== "typeAlias");
}

/**
 * Types that the public modules name without exporting them, so that nobody can name them elsewhere: from
 * what `deno doc --lint` prints. Its other complaint, properties without a comment, is not ours: a name
 * such as `port` says it all.
 */
export function checkPublic(printed: string): string[] {
  const found = printed.matchAll(/^error\[private-type-ref\]: (.*)\n *--> *(\S+)/gm);
  return [...found].map(([, what, place]) => `${place}: ${what}`);
}

/** Files that are long enough to ask whether there are two ideas in them; no reason to fail. */
export function longFiles(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    return lines > MOST_LINES ? [`${path} has ${lines} lines`] : [];
  });
}

/** What `deno doc` knows of these files, by their paths below the root. */
export async function readDocs(root: URL, paths: readonly string[]): Promise<DenoDoc> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...paths],
    cwd: root,
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`Cannot read comments: ${decoder.decode(stderr)}`);
  const { nodes }: DenoDoc = JSON.parse(decoder.decode(stdout));
  return {
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([url, node]) => [url.slice(root.href.length), node]),
    ),
  };
}

/** What `deno doc --lint` has to say about the modules that deno.json exports. */
async function lintPublic(root: URL): Promise<string> {
  const { exports } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...Object.values<string>(exports)],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  const printed = new TextDecoder().decode(stderr);
  if (code === 0 || printed.includes("documentation lint error")) return printed;
  throw new Error(`Cannot read the public modules: ${printed.trim().split("\n")[0]}`);
}

/** Everything about comments and tests that is not as it should be, and which files are long. */
export async function checkProject(root: URL): Promise<{ bad: string[]; long: string[] }> {
  const folders = ["src", "plugins", "scripts", "tests"];
  const paths = ["main.ts", ...folders.flatMap((folder) => listFiles(root, folder))]
    .filter((path) => path.endsWith(".ts"));
  const documented = paths.filter((path) => !path.startsWith("tests/"));
  const docs = await readDocs(root, documented);
  const files = documented.map((path) => {
    return { path, text: Deno.readTextFileSync(new URL(path, root)) };
  });
  const bad = [
    ...checkComments(docs),
    ...checkPublic(await lintPublic(root)),
    ...checkTests(paths, docs),
  ];
  return { bad, long: longFiles(files) };
}

if (import.meta.main) {
  const { bad, long } = await checkProject(new URL("../", import.meta.url));
  for (const line of long) console.warn(`warning: ${line}`);
  for (const line of bad) console.error(line);
  Deno.exit(bad.length > 0 ? 1 : 0);
}
