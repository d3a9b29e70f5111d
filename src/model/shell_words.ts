/** One word of a command line. */
export interface ShellWord {
  /** What stands before it: blanks, and whatever ends a command, such as `;` or `|`. */
  readonly gap: string;
  /** As it is written. */
  readonly raw: string;
  /** As the program gets it. */
  readonly word: string;
}

const GAP = /[\s;&|()<>`]*/y;
const WORD = /(?:[^\s;&|()<>`"'\\]+|"(?:[^"\\]+|\\[^])*(?:"|\\?$)|'[^']*(?:'|$)|\\(?:[^]|$))*/y;
const QUOTED = /"((?:[^"\\]+|\\[^])*)(?:"|\\?$)|'([^']*)(?:'|$)|\\([^]|$)/g;

/**
 * Reads a command line as a POSIX shell splits it (POSIX.1-2024 section 2.3), with nothing expanded. A
 * quote that never ends reaches to the end. The last word is empty where the text ends in a gap; all
 * gaps and raw words together are the text.
 */
export function* shellWords(text: string): Generator<ShellWord> {
  for (let at = 0; at < text.length;) {
    const gap = match(GAP, text, at);
    const raw = match(WORD, text, at + gap.length);
    at += gap.length + raw.length;
    yield { gap, raw, word: /["'\\]/.test(raw) ? unquoted(raw) : raw };
  }
}

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function unquoted(raw: string): string {
  return raw.replace(
    QUOTED,
    (_, double?: string, single?: string, escaped?: string) =>
      double?.replace(/\\([$`"\\\n])/g, "$1") ?? single ?? escaped ?? "",
  );
}
