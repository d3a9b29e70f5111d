import { isSimple } from "./simple.ts";

/** Measures and cuts text by the columns that it takes on a terminal. The text is harmless already. */
export interface Ruler {
  /** Columns that the text takes. */
  widthOf(text: string): number;
  /**
   * The text where it fits into `width` columns; otherwise its beginning and `…`, exactly `width` columns
   * together: where a wide character would stand across the edge, a blank before the `…` fills up.
   */
  cut(text: string, width: number): string;
}

/** The ruler for text of simple characters alone: one UTF-16 unit, one column. */
export const simpleRuler: Ruler = {
  widthOf: (text) => text.length,
  cut(text, width) {
    if (text.length <= width) return text;
    return width < 1 ? "" : `${text.slice(0, width - 1)}…`;
  },
};

/**
 * The ruler that `text` needs. Graphemes and their widths (UAX #29, UAX #11) are loaded only where `text`
 * is not simple, because they cost more than 20 ms.
 */
export async function rulerFor(text: string): Promise<Ruler> {
  return isSimple(text) ? simpleRuler : (await import("./width_unicode.ts")).unicodeRuler;
}
