import type { Likeness } from "../model/likeness.ts";
import type { Failure } from "./host.ts";

/** What a launch can fail at: a part of the likeness, or `start`, the machinery itself. */
export type LaunchPart =
  | "cwd"
  | "identity"
  | "limits"
  | "stdin"
  | "stdout"
  | "stderr"
  | "exe"
  | "start";

/** A launch that failed: `failed` is the errno name, `at` what failed with it. */
export interface LaunchFailure extends Failure {
  readonly at: LaunchPart;
}

/**
 * A process that has everything but its program: it stands in its folder, runs as its user, has its files
 * open, and waits. So nearly all that can go wrong does before anything is stopped for it.
 */
export interface PreparedLaunch {
  /** Its pid, which the program will have, too. */
  readonly pid: number;
  /** Starts the program (`execve(2)`): undefined when it runs. */
  go(): Promise<LaunchFailure | undefined>;
  /** Ends it without having started anything. */
  cancel(): Promise<void>;
  /**
   * Resolves when the program ends while portik still runs, with its exit code or the name of the signal.
   * The program outlives portik, and portik's end does not end it.
   */
  readonly ended: Promise<number | string>;
}

/**
 * Prepares a process by its likeness: detached, in a new session without a terminal (`setsid(2)`), with no
 * descriptor of portik's, and without a shell. Linux; elsewhere it fails with ENOSYS.
 */
export type PrepareLaunch = (likeness: Likeness) => Promise<PreparedLaunch | LaunchFailure>;
