/** Exit codes of portik, with what `portik help exit-codes` says about each. */
export const EXIT_CODES = [
  { code: 0, meaning: "Done; the answer is yes" },
  {
    code: 1,
    meaning:
      "The answer is no: nothing listens on the port, or it is not free, or there is nothing to stop",
  },
  { code: 2, meaning: "The request makes no sense: a bad port, flag, duration or file" },
  { code: 3, meaning: "Refused for safety, or you said no" },
  {
    code: 4,
    meaning: "Could not see: nothing answered or rights are missing; no would be a guess",
  },
  { code: 5, meaning: "Tried and failed" },
] as const;

/** The exit code of several answers: the highest. */
export function worst(codes: readonly number[]): number {
  return Math.max(0, ...codes);
}
