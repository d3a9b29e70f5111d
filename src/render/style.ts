import type { Span, Tone } from "../model/report.ts";

/**
 * Parameters of Select Graphic Rendition, on and off (ECMA-48, section 8.3.117). They are written here
 * because `@std/fmt/colors` cannot be told to colour while NO_COLOR is set, and `--color always` may.
 */
const SGR: Readonly<Record<Exclude<Tone, "plain">, readonly [on: number, off: number]>> = {
  strong: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  warn: [33, 39],
  bad: [31, 39],
  accent: [36, 39],
};

/** The text in the colour of its tone: the same columns, with or without. */
export function paint(text: string, tone: Tone | undefined, color: boolean): string {
  if (!color || tone === undefined || tone === "plain" || text === "") return text;
  const [on, off] = SGR[tone];
  return `\x1b[${on}m${text}\x1b[${off}m`;
}

/** Spans side by side; neighbours of one tone share one pair of codes. */
export function paintAll(spans: readonly Span[], color: boolean): string {
  if (!color) return spans.map(({ text }) => text).join("");
  const runs: Span[] = [];
  for (const { text, tone = "plain" } of spans) {
    const last = runs.at(-1);
    if (last?.tone === tone) runs.splice(-1, 1, { text: last.text + text, tone });
    else runs.push({ text, tone });
  }
  return runs.map(({ text, tone }) => paint(text, tone, color)).join("");
}

/** What decides about colour: the flag, and what the environment says where the flag leaves it open. */
export interface ColorQuestion {
  readonly flag: "auto" | "always" | "never";
  /** The stream that is written to is a terminal. */
  readonly isTerminal: boolean;
  /** Value of NO_COLOR, which counts when set and not empty (no-color.org). */
  readonly noColor?: string | undefined;
  /** Value of TERM; `dumb` knows no colours (`term(7)`). */
  readonly term?: string | undefined;
}

/** Whether to colour. A flag of `always` or `never` wins over the environment. */
export function wantsColor({ flag, isTerminal, noColor, term }: ColorQuestion): boolean {
  if (flag !== "auto") return flag === "always";
  return isTerminal && !noColor && term !== "dumb";
}
