import type { StartBackground } from "./background.ts";
import type { Accompany, CatchSignals } from "./child.ts";
import type { MoveDatabase, OpenDatabase } from "./database.ts";
import type { Hold } from "./hold.ts";
import type { SignalName } from "../model/signal.ts";
import type { Failure } from "./host.ts";
import type { Servers } from "./servers.ts";
import type { PrepareLaunch } from "./launch.ts";

/**
 * What portik can do to the world, beside looking and telling. Only commands that act load it, so that it
 * costs nothing on the way of `who` and `explain`; `host/deno/hands.ts` has the real ones.
 */
export interface Hands {
  /** Sends a signal to one process (`kill(2)`): undefined when it went out, else ESRCH, EPERM or EINVAL. */
  signal(pid: number, signal: SignalName): Failure | undefined;
  /**
   * Asks whoever sits at the terminal, and answers with the line that was typed, without its end; empty
   * where the input ended instead. Undefined where standard input or standard error is no terminal: nobody
   * would see the question, or could answer. The text reaches the terminal as it is.
   */
  ask(text: string): Promise<string | undefined>;
  /** Prepares a process that is started again as it was (`launch.ts`). */
  readonly prepareLaunch: PrepareLaunch;
  /** Starts portik again, in the background (`background.ts`). */
  readonly startBackground: StartBackground;
  /** Starts a program that has the stage to itself (`child.ts`). */
  readonly accompany: Accompany;
  /** Catches signals that are meant for a child (`child.ts`). */
  readonly catchSignals: CatchSignals;
  /** Opens a SQLite database (`database.ts`). */
  readonly openDatabase: OpenDatabase;
  /** Gives a database another name (`database.ts`). */
  readonly moveDatabase: MoveDatabase;
  /** Keeps ports from everybody else (`hold.ts`). */
  readonly hold: Hold;
  /** Sockets of portik's own: to be reached by others, and to reach them. */
  readonly servers: Servers;
}
