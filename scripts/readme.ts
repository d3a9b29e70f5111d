/**
 * Renews the tables of the README and of docs/architecture.md from the code that they describe:
 * `deno task readme`; with `--check` it changes nothing and fails where a table is out of date.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import config from "../deno.json" with { type: "json" };
import { rules } from "../plugins/mod.ts";
import { EXIT_CODES } from "../src/cli/exit_codes.ts";
import { commandPage } from "../src/commands/help_page.ts";
import { COMMANDS, type Entry } from "../src/commands/mod.ts";
import type { Rule } from "../src/plugin.ts";
import { DEPENDENCIES } from "./dependencies.ts";
import { type Layer, LAYERS } from "./layers.ts";
import { fillMarkers, markdownTable } from "./markdown.ts";

/** The pages with generated parts, and what the parts are. */
export async function pages(): Promise<Readonly<Record<string, Record<string, string>>>> {
  return {
    "README.md": {
      commands: await commandTable(COMMANDS),
      rules: ruleTable(rules),
      "exit-codes": markdownTable(
        ["Code", "Meaning"],
        EXIT_CODES.map(({ code, meaning }) => [String(code), meaning]),
      ),
      dependencies: dependencyTable(config.imports),
    },
    "docs/architecture.md": { layers: layerTable(LAYERS) },
  };
}

/** What each command is called with, and what it does. */
export async function commandTable(commands: readonly Entry[]): Promise<string> {
  const rows = commands.map(async (entry) => {
    const also = entry.aliases ? ` (also: ${entry.aliases.join(", ")})` : "";
    return [`\`${await usageOf(entry)}\``, `${entry.brief}${also}`];
  });
  return markdownTable(["Command", "Does"], await Promise.all(rows));
}

/** The usage line of the command's own help, without the flags that every command has. */
async function usageOf(entry: Entry): Promise<string> {
  const page = commandPage(entry, await entry.load());
  const usage = page.find((block) => block.kind === "section" && block.title === "Usage");
  const table = usage?.kind === "section" ? usage.blocks[0] : undefined;
  const line = table?.kind === "table" ? table.rows[0]?.[0]?.text : undefined;
  if (line === undefined) throw new Error(`Cannot find the usage of ${entry.name} in its help`);
  return line.replace(/ \[FLAGS\]$/, "");
}

/** What each rule finds. */
export function ruleTable(all: readonly Rule[]): string {
  const rows = all.map(({ id, severity, title, platforms }) => [
    `\`${id}\``,
    severity,
    platforms ? `${title} (${platforms.join(", ")})` : title,
  ]);
  return markdownTable(["Rule", "Severity", "Finds"], rows);
}

/** What each package of the import map is for. Throws for one that nobody gave a reason for. */
export function dependencyTable(imports: Readonly<Record<string, string>>): string {
  const gone = Object.keys(DEPENDENCIES).find((name) => !(name in imports));
  if (gone !== undefined) throw new Error(`${gone} is no dependency any more: see dependencies.ts`);
  const rows = Object.keys(imports).map((name) => {
    const reason = DEPENDENCIES[name];
    if (!reason) throw new Error(`Say in scripts/dependencies.ts why portik needs ${name}`);
    return [`\`${name}\``, reason.use, reason.why, reason.cost];
  });
  return markdownTable(["Package", "What for", "Why this one", "Cost"], rows);
}

/** Who may import whom. */
export function layerTable(layers: readonly Layer[]): string {
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(", ");
  const rows = layers.map(({ name, may, types = [], packages = [], apart }) => {
    const all = [
      ...(may.length > 0 ? [code(may)] : []),
      ...(types.length > 0 ? [`types of ${code(types)}`] : []),
      ...(packages.length > 0 ? [code(packages)] : []),
    ];
    return [`\`${name}\``, (all.join("; ") || "nothing") + (apart ? "; not each other" : "")];
  });
  return markdownTable(["Part", "May import"], rows);
}

/** Renews one page, or says why it cannot: a sentence for whoever runs the script. */
export function renew(
  { path, text, check }: { path: string; text: string | undefined; check: boolean },
  parts: Readonly<Record<string, string>>,
): { readonly text: string } | { readonly problem: string } {
  if (text === undefined) {
    return { problem: `${path} does not exist: write it, with a place for each generated table` };
  }
  try {
    const filled = fillMarkers(text, parts);
    if (!check || filled === text) return { text: filled };
    return { problem: `${path} is out of date: run deno task readme` };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { problem: `${path}: ${error.message}` };
  }
}

/** Renews every page below the root, or only checks them; returns what is wrong with them. */
export async function renewAll(root: URL, { check }: { check: boolean }): Promise<string[]> {
  const problems: string[] = [];
  for (const [path, parts] of Object.entries(await pages())) {
    const url = new URL(path, root);
    const renewed = renew({ path, text: readIfThere(url), check }, parts);
    if ("problem" in renewed) problems.push(renewed.problem);
    else if (!check) Deno.writeTextFileSync(url, renewed.text);
  }
  return problems;
}

function readIfThere(url: URL): string | undefined {
  try {
    return Deno.readTextFileSync(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const root = new URL("../", import.meta.url);
  const problems = await renewAll(root, { check: Deno.args.includes("--check") });
  for (const problem of problems) console.error(problem);
  Deno.exit(problems.length > 0 ? 1 : 0);
}
