/** How one module names another. `lazy`: by `import()`, so it is loaded only when the line runs. */
export type ImportKind = "value" | "type" | "lazy";

/** One import of a module, by the path of the other below the root, or by its name (`npm:…`, `node:…`). */
export interface Import {
  readonly to: string;
  readonly kind: ImportKind;
}

/** One file of the project: what it imports, and its text. */
export interface Module {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly text: string;
}

/** The part of `deno info --json` that matters here; the format has no other description. */
export interface DenoInfo {
  readonly modules: readonly {
    readonly specifier: string;
    readonly error?: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
}

/** What `main.ts`, `src` and `plugins` import, as Deno itself resolves it; type imports included. */
export async function readGraph(root: URL): Promise<Module[]> {
  const paths = ["main.ts", ...listFiles(root, "src"), ...listFiles(root, "plugins")]
    .filter((path) => path.endsWith(".ts"));
  const info = await denoInfo(root, paths);
  const broken = info.modules.find(({ error }) => error !== undefined);
  if (broken) throw new Error(`Cannot read imports: ${broken.error}`);
  const imports = importsOf(info, root);
  return paths.map((path) => ({
    path,
    imports: imports.get(path) ?? [],
    text: Deno.readTextFileSync(new URL(path, root)),
  }));
}

/** The imports in what `deno info --json` printed, by the path of the importing file. */
export function importsOf({ modules }: DenoInfo, root: URL): Map<string, Import[]> {
  const below = (specifier: string) =>
    specifier.startsWith(root.href) ? specifier.slice(root.href.length) : specifier;
  return new Map(modules.map(({ specifier, dependencies = [] }) => [
    below(specifier),
    dependencies.flatMap(({ code, type, isDynamic }): Import[] => {
      // Facades such as src/std name a declaration file as well; their code is what counts.
      const target = code?.specifier ?? type?.specifier;
      if (target === undefined) return [];
      const kind = code === undefined ? "type" : isDynamic ? "lazy" : "value";
      return [{ to: below(target), kind }];
    }),
  ]));
}

/** The name of a package without its version: `npm:@stricli/core@1.3.0` gives `npm:@stricli/core`. */
export function packageOf(specifier: string): string {
  return /^[a-z]+:\/?(?:@[^/]+\/)?[^/@]+/.exec(specifier)?.[0].replace(":/", ":") ?? specifier;
}

/** Every file below a folder of the project, by its path from the root, sorted. */
export function listFiles(root: URL, folder: string): string[] {
  const entries = [...Deno.readDirSync(new URL(`${folder}/`, root))];
  return entries.flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? listFiles(root, path) : [path];
  }).sort();
}

/** One run of Deno for all files, by a module of text that imports them. */
async function denoInfo(root: URL, paths: readonly string[]): Promise<DenoInfo> {
  const text = paths.map((path) => `import "${new URL(path, root).href}";`).join("");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `data:application/typescript,${encodeURIComponent(text)}`],
    cwd: root,
  }).output();
  if (code !== 0) throw new Error(`Cannot read imports: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}
