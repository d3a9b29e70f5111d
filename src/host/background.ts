import type { Failure } from "./host.ts";

/** How to start portik in the background. */
export interface BackgroundOptions {
  /** Added to portik's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds until it must have said its first line. */
  readonly timeout: number;
}

/** A portik in the background that has said how it begins. */
export interface Background {
  readonly pid: number;
  /** The first line that it wrote to standard output; empty where it ended without one. */
  readonly line: string;
  /** Waits until it ends, and makes an end of it where that takes as long as the timeout; its exit code. */
  end(): Promise<number>;
}

/**
 * Starts this very portik again with these words, in a session of its own (`setsid(2)`) and in the root
 * folder, so that it outlives the terminal and is in nobody's way. Where it says nothing in time, it is
 * ended, and the failure is ETIMEDOUT.
 */
export type StartBackground = (
  words: readonly string[],
  options: BackgroundOptions,
) => Promise<Background | Failure>;
