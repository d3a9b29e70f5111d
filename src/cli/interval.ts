import { parseDuration } from "../model/duration.ts";
import { Refusal } from "../model/refusal.ts";
import type { Flag } from "./declaration.ts";

/** Looks that follow each other faster would be all that the machine does. */
const LEAST = 100;

/** Reads the time between two looks, in ms. Throws a Refusal where it is no duration, or too short. */
export function parseInterval(word: string): number {
  const ms = parseDuration(word);
  if (ms >= LEAST) return ms;
  throw new Refusal("bad-duration", `'${word}' is too short: looks are at least ${LEAST}ms apart`);
}

/** The flag that sets it; `preset` is a duration. */
export function intervalFlag(preset: string): Flag {
  return {
    kind: "parsed",
    parse: parseInterval,
    default: preset,
    placeholder: "time",
    brief: "Time between two looks",
  };
}
