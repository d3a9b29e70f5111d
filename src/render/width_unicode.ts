import stringWidth from "string-width";
import { isSimple } from "./simple.ts";
import { type Ruler, simpleRuler } from "./width.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The ruler for any text. It cuts between graphemes, so no wide or combined character is split. */
export const unicodeRuler: Ruler = {
  widthOf: (text) => isSimple(text) ? text.length : stringWidth(text),
  cut(text, width) {
    if (isSimple(text)) return simpleRuler.cut(text, width);
    if (stringWidth(text) <= width) return text;
    return width < 1 ? "" : `${beginning(text, width - 1)}…`;
  },
};

/** The first graphemes of `text`, and blanks, that together take exactly `width` columns. */
function beginning(text: string, width: number): string {
  let taken = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    const columns = stringWidth(segment);
    if (taken + columns > width) return text.slice(0, index) + " ".repeat(width - taken);
    taken += columns;
  }
  return text + " ".repeat(width - taken);
}
