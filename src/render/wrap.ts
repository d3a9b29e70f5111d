import type { Span } from "../model/report.ts";
import type { Ruler } from "./width.ts";

/** Where lines end: columns in the first line, and how many fewer in the lines after it. */
export interface Edge {
  readonly width: number;
  readonly hang: number;
  readonly ruler: Ruler;
}

/**
 * Breaks a paragraph into lines at its blanks, and nowhere else: a path or an address that is longer
 * than a line stays whole, so that it can be copied. Blanks around a break go, others stay as they are.
 */
export function wrap(spans: readonly Span[], { width, hang, ruler }: Edge): readonly Span[][] {
  const lines: Span[][] = [];
  let line: Span[] = [];
  let used = 0;
  for (const { blanks, word } of words(spans)) {
    const blank = widthOf(blanks, ruler);
    const columns = widthOf(word, ruler);
    const limit = lines.length === 0 ? width : width - hang;
    if (used > 0 && used + blank + columns > limit) {
      lines.push(line);
      line = [...word];
      used = columns;
    } else {
      line.push(...blanks, ...word);
      used += blank + columns;
    }
  }
  return line.length === 0 ? lines : [...lines, line];
}

/** Words with the blanks before them. A word goes on over the edge of a span: `**5432**,`. */
function* words(spans: readonly Span[]): Generator<{ blanks: Span[]; word: Span[] }> {
  let blanks: Span[] = [];
  let word: Span[] = [];
  for (const span of spans) {
    for (const [part] of span.text.matchAll(/ +|[^ ]+/g)) {
      const isBlank = part.startsWith(" ");
      if (isBlank && word.length > 0) {
        yield { blanks, word };
        [blanks, word] = [[], []];
      }
      (isBlank ? blanks : word).push({ ...span, text: part });
    }
  }
  if (word.length > 0) yield { blanks, word };
}

function widthOf(spans: readonly Span[], ruler: Ruler): number {
  return spans.reduce((sum, { text }) => sum + ruler.widthOf(text), 0);
}
