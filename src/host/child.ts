import type { Failure } from "./host.ts";
import type { SignalName } from "../model/signal.ts";

/** How a child ended: by its own exit code, or by a signal. */
export type Ended = { readonly code: number } | { readonly signal: number };

/** A child that works in portik's place: it has portik's terminal, input and output. */
export interface Child {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Sends it a signal; one that has ended hears nothing, whoever has its pid by then. */
  signal(name: SignalName): void;
}

/** How to start one. */
export interface ChildOptions {
  /** Added to portik's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Called with each piece of what the child says on standard error, which then is a pipe: it is passed on
   * as it comes, but the child sees no terminal there. Left out: it has portik's own standard error.
   */
  readonly hear?: (text: string) => void;
}

/**
 * Starts a program by its argument list and lets it have the stage: standard input, output and error are
 * portik's. Fails with an errno name: ENOENT where there is no such program, EACCES where it may not be run,
 * ENOEXEC where it is none (`execve(2)`).
 */
export type Accompany = (argv: readonly string[], options: ChildOptions) => Child | Failure;

/** Signals that are caught; what they say is meant for the child. */
export interface SignalCatch {
  /** Lets them do to portik what they do by default again. */
  release(): void;
}

/**
 * Calls `passOn` for each signal that should reach a child and does not by itself: SIGTERM, SIGHUP, SIGUSR1
 * and SIGUSR2, and, unless the terminal sends them to the child as well, SIGINT and SIGQUIT. From then on
 * none of them ends portik. On Windows, Ctrl-C reaches every process of a console by itself.
 */
export type CatchSignals = (passOn: (signal: SignalName) => void) => SignalCatch;
