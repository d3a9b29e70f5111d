import { Refusal } from "../../model/refusal.ts";
import type { Source } from "./source.ts";

/** Largest number that means anything here. */
const MOST = 2 ** 31 - 1;

/** What a number may be, and what it is called where it is refused. */
export interface Limits {
  readonly what: string;
  /** Default 1. */
  readonly least?: number;
  readonly most?: number;
}

/** Reads a whole number in decimal digits. Throws a Refusal that names where it came from. */
export function readNumber(
  { name, value }: Source,
  { what, least = 1, most = MOST }: Limits,
): number {
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (number >= least && number <= most) return number;
  const limit = most === MOST ? `from ${least} up` : `from ${least} to ${most}`;
  throw new Refusal(
    "bad-number",
    `'${value}' in ${name} is not ${what}: use a whole number ${limit}`,
  );
}

/** Reads `true` or `false`. Throws a Refusal that names where it came from, for anything else. */
export function readSwitch({ name, value }: Source): boolean {
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  throw new Refusal("bad-value", `'${value}' in ${name} is neither true nor false`);
}
