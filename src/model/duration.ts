import { Refusal } from "./refusal.ts";

/** Each unit once and the big ones first, as people say it. */
const DURATION = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Milliseconds of the units, in the order of `DURATION`. */
const UNITS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000, 1];

/** A hundred years, so that every time from now on stays a date. */
const LONGEST = 36_525 * 86_400_000;

/**
 * Reads a duration such as `300ms`, `2s`, `1h30m`, `7d` or `2w` into milliseconds.
 * Throws a Refusal for a bare number, a negative one, an empty word, nonsense, and more than a hundred
 * years.
 */
export function parseDuration(word: string): number {
  const amounts = DURATION.exec(word)?.slice(1);
  if (word === "" || amounts === undefined) throw bad(word);
  const ms = amounts.reduce((sum, amount, i) => sum + Number(amount ?? 0) * (UNITS[i] ?? 0), 0);
  if (ms <= LONGEST) return ms;
  throw new Refusal("bad-duration", `'${word}' is too long: a duration is at most 100 years`);
}

function bad(word: string): Refusal {
  const bare = /^\d+$/.test(word);
  return new Refusal(
    "bad-duration",
    `'${word}' is not a duration${bare ? ": it needs a unit" : ""}`,
    {
      hint: bare
        ? `Did you mean ${word}s or ${word}ms?`
        : "Write it like 300ms, 2s, 5m, 1h30m, 7d or 2w",
    },
  );
}

/** How long ago something was, in words for people: `12 s`, `5 min`, `3 h`, `2 days`. */
export function formatAge(seconds: number): string {
  if (seconds < 100) return `${Math.floor(seconds)} s`;
  if (seconds < 100 * 60) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} days`;
}
