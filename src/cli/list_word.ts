import { Refusal } from "../model/refusal.ts";

/** The items of a word such as `a,b,c`; throws a Refusal where one is missing. `what` names an item. */
export function parseList(word: string, what: string): readonly string[] {
  const items = word.split(",").map((item) => item.trim());
  if (!items.includes("")) return items;
  const problem = items.length === 1
    ? `an empty word is not a ${what}`
    : `'${word}' has an empty item between its commas`;
  throw new Refusal(`bad-${what.replaceAll(" ", "-")}`, problem);
}
