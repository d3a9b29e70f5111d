import type { Platform } from "../model/snapshot.ts";

/**
 * What a child cannot lift again (`prlimit(1)`, `setrlimit(2)`): no core file, which would hold what the
 * rule was told; 30 s of processor time, so that a loop ends even where portik was killed before it;
 * 2 GiB of data.
 */
const LIMITS = ["--core=0", "--cpu=30", "--data=2147483648"];

/**
 * The argument list that runs `argv` with less of the machine. Only Linux has a program for that; the
 * deadline and the heap limit of the child hold everywhere.
 */
export function limited(argv: readonly string[], os: Platform): readonly string[] {
  return os === "linux" ? ["prlimit", ...LIMITS, "--", ...argv] : argv;
}
