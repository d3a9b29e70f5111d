import type { Process } from "./process.ts";

/** Programs that run a script: what the script is called says more than what they are. */
const INTERPRETER = /^(?:node|nodejs|python|python[\d.]+|pypy[\d.]*|ruby|perl|php)$/;

/** Options of these interpreters that take the next word as their value (their manual pages). */
const WITH_VALUE: ReadonlySet<string> = new Set(["-r", "--require", "--import", "--loader", "-W"]);

/**
 * The words of a process from its program on, which stands without its folder: `["npm", "run", "dev"]`
 * for `node /usr/bin/npm run dev`, for `npm` that wrote its own title, and for macOS, where `ps` tells the
 * whole line as one word. The script of an interpreter counts as the program, and so does the module of
 * `python -m`.
 */
export function commandWords({ name, argv }: Pick<Process, "name" | "argv">): readonly string[] {
  const [program = name, ...rest] = splitTitle(argv);
  const base = baseName(program);
  if (!INTERPRETER.test(base)) return [base, ...rest];
  const at = scriptPlace(rest);
  const script = rest[at];
  return script === undefined ? [base, ...rest] : [baseName(script), ...rest.slice(at + 1)];
}

/** The arguments of a process; where it has written one title over them, the words of that. */
export function splitTitle(argv: readonly string[]): readonly string[] {
  const [title = ""] = argv;
  return argv.length === 1 ? title.split(" ").filter((word) => word !== "") : argv;
}

/** The last part of a path of any system, without the `.exe` of Windows. */
export function baseName(path: string): string {
  return (path.split(/[/\\]/).at(-1) ?? "").replace(/\.exe$/i, "");
}

/** The words that are no options, a value behind `=` and numbers included. */
export function plainWords(words: readonly string[]): readonly string[] {
  return words.filter((word) => !word.startsWith("-"));
}

function scriptPlace(words: readonly string[]): number {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "-m") return i + 1;
    if (!word.startsWith("-")) return i;
    if (WITH_VALUE.has(word)) i++;
  }
  return words.length;
}
