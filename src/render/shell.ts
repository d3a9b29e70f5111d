import { replaceUnsafe } from "./harmless.ts";

/** Words that mean themselves in every shell of the POSIX family; zsh expands `=word`. */
const PLAIN = /^(?!=)[^\s!"#$&'()*;<>?[\\\]^`{|}~]+$/;

/**
 * An argument list as one line for a POSIX shell, ready to paste. Words are put in single quotes where a
 * shell would read something into them; control and invisible characters are written as octal bytes in
 * `$'…'` (POSIX.1-2024 section 2.2.4; bash, zsh and ksh know it), so that the line shows what it does.
 */
export function shellLine(argv: readonly string[]): string {
  return argv.map((word, i) => quote(word, i === 0)).join(" ");
}

/**
 * The same for a command that reads a text: each line of it is an argument of `printf`, which puts them
 * together again, since a text in quotes that goes over several lines is easily pasted in part.
 */
export function fedLine(
  { argv, stdin }: { readonly argv: readonly string[]; readonly stdin?: string },
): string {
  if (stdin === undefined) return shellLine(argv);
  const lines = stdin.replace(/\n$/, "").split("\n");
  return `printf '%s\\n' ${lines.map((line) => quote(line, false)).join(" ")} | ${shellLine(argv)}`;
}

/** One word. As the first one, `A=b` would be an assignment. */
function quote(word: string, isFirst: boolean): string {
  const escaped = word.replace(/[\\']/g, "\\$&");
  const ansiC = replaceUnsafe(escaped, octal);
  // A "!" is an event of the interactive history for some shells, even there.
  if (ansiC !== escaped) return `$'${ansiC.replaceAll("!", "\\041")}'`;
  if (PLAIN.test(word) && !(isFirst && word.includes("="))) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function octal(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  return [...new TextEncoder().encode(character)]
    .map((byte) => `\\${byte.toString(8).padStart(3, "0")}`)
    .join("");
}
