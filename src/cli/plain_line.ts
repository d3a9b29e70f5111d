import { type Declaration, type Flag, flagName, type Line } from "./declaration.ts";
import { flagsWith } from "./flags.ts";

/**
 * Reads a command line that takes no parser: ports, and flags that are on or off by their full names. Most
 * lines are such lines, and the parser costs as much as `ss`. Anything else, and everything that could be
 * a mistake, is undefined and left to the parser; a test holds the two readings against each other.
 */
export function plainLine(
  { flags, positional }: Declaration,
  words: readonly string[],
): Line | undefined {
  if (positional?.kind !== "array") return undefined;
  const declared = flagsWith(flags);
  const switches = new Map(
    Object.entries(declared).filter(([, flag]) => flag.kind === "boolean")
      .map(([key]) => [`--${flagName(key)}`, key]),
  );
  const values = Object.fromEntries(
    Object.entries(declared).flatMap(([key, flag]) =>
      flag.default === undefined ? [] : [[key, defaultOf(flag)]]
    ),
  );
  const plain: string[] = [];
  const seen = new Set<string>();
  for (const word of words) {
    const key = switches.get(word);
    if (key === undefined) {
      if (!/^[:\d[]/.test(word)) return undefined;
      plain.push(word);
    } else if (seen.has(key)) return undefined;
    else {
      seen.add(key);
      values[key] = true;
    }
  }
  return plain.length < (positional.minimum ?? 0) ? undefined : { flags: values, words: plain };
}

function defaultOf({ default: preset, parse }: Flag): unknown {
  return typeof preset === "string" && parse ? parse(preset) : preset;
}
