import { Refusal } from "../model/refusal.ts";
import type { Flag } from "./declaration.ts";
import { parseList } from "./list_word.ts";

/** The largest number that a flag takes. */
const MOST = 2 ** 31 - 1;

/** What a number may be, and what it is called where it is refused. */
export interface NumberRange {
  readonly what: string;
  readonly least?: number;
  readonly most?: number;
}

/** Reads a whole number. Throws a Refusal for anything else, and outside of the range. */
export function parseNumber(word: string, { what, least = 0, most = MOST }: NumberRange): number {
  const number = /^\d+$/.test(word) ? Number(word) : NaN;
  if (number >= least && number <= most) return number;
  const limit = most === MOST ? `from ${least} up` : `from ${least} to ${most}`;
  throw new Refusal("bad-number", `'${word}' is not ${what}: use a whole number ${limit}`);
}

/** Reads the pids of `--pid 812,813`. */
export function parsePids(word: string): readonly number[] {
  return parseList(word, "pid").map((item) => parseNumber(item, { what: "a pid", least: 1 }));
}

/** A flag that says how many of something are shown; 0 stands for all of them. */
export function countFlag(brief: string, preset: number): Flag {
  return {
    kind: "parsed",
    parse: (word) => parseNumber(word, { what: "a number to show" }),
    default: String(preset),
    placeholder: "number",
    brief,
  };
}
