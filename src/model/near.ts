/**
 * The word of a list that a misspelt one is nearest to: at most a third of its letters are wrong, left out,
 * too many or swapped with a neighbour (optimal string alignment distance). Undefined where none is.
 */
export function nearestWord(misspelt: string, words: readonly string[]): string | undefined {
  const letters = misspelt.toLowerCase();
  const most = Math.max(1, Math.floor(letters.length / 3));
  let best: string | undefined;
  let least = most + 1;
  for (const word of words) {
    const begun = word.toLowerCase().startsWith(letters);
    // Of two that are as near, the one whose beginning it is.
    const distance = distanceOf(letters, word.toLowerCase()) - (begun ? 0.5 : 0);
    if (distance < least) [best, least] = [word, distance];
  }
  return best;
}

function distanceOf(a: string, b: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Infinity,
      );
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[] | undefined, j: number): number {
  return row?.[j] ?? Infinity;
}
