/**
 * Characters that take exactly one column, join with no neighbour and deceive nobody: printable ASCII,
 * Latin, Greek and Cyrillic letters, and the dashes, quotes, arrows, boxes and marks that portik itself
 * writes. None is wide by Unicode's EastAsianWidth.txt, none is Default_Ignorable, none combines.
 */
const SIMPLE =
  /^[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2500-\u25cf\u2713\u2717]*$/;

/**
 * True where every UTF-16 unit of `text` is one harmless column, so that `length` is its width. Almost
 * all text is; the answer spares it Unicode's tables, which cost more to load than the rest of portik.
 */
export function isSimple(text: string): boolean {
  return SIMPLE.test(text);
}
