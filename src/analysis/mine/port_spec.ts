import { CHROME_PORTS, FETCH_PORTS, FIREFOX_PORTS } from "../../model/browser_ports.ts";
import type { PortRange } from "../../model/question.ts";
import { Refusal } from "../../model/refusal.ts";

/** Items of a port list as they were written, and what they mean. */
export interface SpecItem extends PortRange {
  readonly text: string;
}

/** What the words in braces stand for. */
export type Tokens = Readonly<Record<string, readonly SpecItem[]>>;

/** The words in braces, where no variable says otherwise. `{fetch}` is portik's own: the list of today. */
export const STANDARD_TOKENS: Tokens = {
  "{chrome}": CHROME_PORTS.map(single),
  "{firefox}": FIREFOX_PORTS.map(single),
  "{fetch}": FETCH_PORTS.map(single),
};

function single(port: number): SpecItem {
  return { text: `${port}`, first: port, last: port };
}

/** What a port list is called where it is refused, and what it may name in braces. */
export interface SpecContext {
  /** `--exclude` or `PORT4ME_EXCLUDE`. */
  readonly source: string;
  readonly tokens?: Tokens;
}

/**
 * Reads a port list in port4me's grammar: numbers, ranges such as `5001-5010` and words such as `{chrome}`,
 * between commas or blanks, of which there may be too many. A range that runs backwards is empty, and `0`
 * alone names nothing: an empty variable is no variable on Windows, so port4me needs a word for nothing.
 * Numbers are decimal, whatever they begin with. Throws a Refusal that names the bad item and its source.
 */
export function parseSpec(
  text: string,
  { source, tokens = STANDARD_TOKENS }: SpecContext,
): SpecItem[] {
  if (text.trim() === "0") return [];
  const items = text.split(/[\s,]+/).filter((item) => item !== "");
  return items.flatMap((item) => {
    const range = /^(\d+)(?:-(\d+))?$/.exec(item);
    if (range) {
      const first = Number(range[1]);
      return [{ text: item, first, last: Number(range[2] ?? first) }];
    }
    const named = Object.hasOwn(tokens, item) ? tokens[item] : undefined;
    if (named) return named;
    throw new Refusal("bad-port-list", `'${item}' in ${source} is neither a port nor a range`, {
      hint: `Write it like 5001,5010-5020 or ${Object.keys(tokens).join(",")}`,
    });
  });
}

/** Ports by their number: not 0 where a port is among them. A set of them all would take milliseconds. */
export type PortMarks = Uint8Array;

/** Marks every port that the items name with `mark`. Numbers that are no ports are left out. */
export function markPorts(marks: PortMarks, items: readonly PortRange[], mark: 0 | 1): PortMarks {
  for (const { first, last } of items) marks.fill(mark, Math.max(first, 1), last + 1);
  return marks;
}

/** No port at all. */
export function noPorts(): PortMarks {
  return new Uint8Array(65536);
}

/**
 * Every port that the items name, in their order. Of items that follow each other and are written alike, one
 * counts: `5,5,6,5` is 5, 6, 5. Throws a Refusal for a number that is no port.
 */
export function portList(items: readonly SpecItem[], source: string): number[] {
  return items.filter(({ text }, i) => text !== items[i - 1]?.text).flatMap(
    ({ text, first, last }) => {
      if (first <= last && (first < 1 || last > 65535)) {
        throw new Refusal("bad-port", `'${text}' in ${source} is no port: they go from 1 to 65535`);
      }
      return first > last ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
    },
  );
}
