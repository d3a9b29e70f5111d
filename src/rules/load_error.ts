import { cut } from "./validate.ts";
import { firstLine } from "./run.ts";

/** Colours, as Deno puts them around a place: `ESC [ 3 6 m`. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** The address of a module that was imported as text, and the place in it. */
const PLACE = /(?:at )?"?data:[^\s:"]*"?(?::(\d+):(\d+))?/g;

/**
 * Why the text of a rule could not be imported: the first line of the error, and the place in the rule
 * instead of the whole rule, which is the address of its module. Sample of what is thrown:
 *
 * ```
 * TypeError: SyntaxError: Unexpected token `=`. Expected yield, an identifier, [ or {
 *   |
 * 1 | const = 1;
 *   |       ~
 *     at data:application/typescript;charset=utf-8,const%20%3D%201%3B:1:7
 * ```
 */
export function whyNotLoaded(thrown: unknown): string {
  const [place] = stackOf(thrown).matchAll(PLACE).filter(([, line]) => line !== undefined);
  const where = place ? ` (line ${place[1]}, column ${place[2]})` : "";
  const what = firstLine(thrown).replace(COLOURS, "").replaceAll(PLACE, "")
    .replace(/^TypeError: (?=SyntaxError: )/, "").trim();
  return `could not be loaded: ${cut(what, 200)}${where}`;
}

/** Everything that the error says of itself, which may throw once more. */
function stackOf(thrown: unknown): string {
  try {
    return (thrown instanceof Error ? String(thrown.stack) : "").replace(COLOURS, "");
  } catch {
    return "";
  }
}
