import type { Failure } from "./host.ts";

/** Signals that portik sends, as `signal(7)` names them. */
export type SignalName =
  | "SIGTERM"
  | "SIGKILL"
  | "SIGINT"
  | "SIGHUP"
  | "SIGQUIT"
  | "SIGUSR1"
  | "SIGUSR2"
  | "SIGSTOP"
  | "SIGCONT";

/**
 * What portik can do to the world, beside looking and telling. Only commands that act load it, so that it
 * costs nothing on the way of `who` and `explain`; `host/deno/hands.ts` has the real ones.
 */
export interface Hands {
  /** Sends a signal to one process (`kill(2)`): undefined when it went out, else ESRCH, EPERM or EINVAL. */
  signal(pid: number, signal: SignalName): Failure | undefined;
}
