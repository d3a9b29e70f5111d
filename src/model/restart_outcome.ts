import type { StopEvent, StopOutcome } from "./stop_outcome.ts";

/**
 * What came of a restart.
 *
 * - `restarted`: the port is held again, by what was started.
 * - `not-prepared`: something was missing before anything was stopped; nothing has happened.
 * - `not-stopped`: who was to be stopped was not, or not all of them; nothing was started.
 * - `taken`: somebody else has the port now.
 * - `not-started`: the program could not be run.
 * - `ended`: what was started has ended without holding the port.
 * - `silent`: it runs, but does not hold the port within the time.
 * - `failed`: the engine or systemd said no.
 * - `interrupted`: somebody asked portik to end first.
 */
export type RestartResult =
  | "restarted"
  | "not-prepared"
  | "not-stopped"
  | "taken"
  | "not-started"
  | "ended"
  | "silent"
  | "failed"
  | "interrupted";

/** How it went, for people and programs. */
export interface RestartOutcome {
  readonly result: RestartResult;
  /** Pids of the processes that were started, in the order of the plan. */
  readonly pids: readonly number[];
  /** Who holds the port now, as far as that was seen. */
  readonly by?: { readonly pid?: number; readonly name: string };
  /** From the start of the program to the port being held. */
  readonly startSeconds?: number;
  /** From the first signal to the port being held again. */
  readonly downSeconds?: number;
  /** Why it went wrong, as half a sentence. */
  readonly reason?: string;
  /** The last lines of what was started, where it went wrong. */
  readonly lines: readonly string[];
  /** What became of the processes that were to be stopped. */
  readonly stop?: StopOutcome;
  readonly exit: number;
}

/**
 * Something that happened on the way. `ready`: a new process waits for its program. `started`: it runs it.
 * `restarting`: an engine or systemd is asked to. `held`: the port is held again.
 */
export type RestartEvent =
  | StopEvent
  | {
    /** RFC 3339, UTC. */
    readonly at: string;
    readonly event: "ready" | "started" | "restarting" | "held";
    readonly pid?: number;
    readonly name: string;
  };
