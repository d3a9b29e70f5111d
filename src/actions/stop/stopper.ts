import type { Hands } from "../../host/hands.ts";
import type { Host, StopSignal } from "../../host/host.ts";
import type { Machine } from "../../model/machine.ts";
import type { StopEvent } from "../../model/stop_outcome.ts";

/** What it takes to carry out a plan. */
export interface StopTools {
  readonly host: Pick<Host, "os" | "now" | "sleep" | "stopped" | "readText" | "run" | "tryBind">;
  readonly hands: Pick<Hands, "signal">;
  /** Looks at the whole machine again: all sockets and all processes. */
  look(): Promise<Machine>;
  /** Hears what happens. */
  tell?(event: StopEvent): void;
}

type Happened<T> = T extends { readonly at: string } ? Omit<T, "at"> : never;

/** The tools at work: time, patience, and who listens to what happens. */
export class Stopper {
  readonly tools: StopTools;
  readonly #start: number;
  #interrupted: StopSignal | undefined;
  readonly #stopped: Promise<void>;

  /** From here on, who asks portik to end is heard and answered with what was done so far. */
  constructor(tools: StopTools) {
    this.tools = tools;
    this.#start = tools.host.now();
    this.#stopped = tools.host.stopped().then((signal) => void (this.#interrupted = signal));
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return this.tools.host.now() - this.#start;
  }

  /** The signal by which somebody has asked portik to end. */
  get interrupted(): StopSignal | undefined {
    return this.#interrupted;
  }

  /** Waits, but not longer than until somebody asks portik to end. */
  async pause(ms: number): Promise<void> {
    await this.unlessStopped(this.tools.host.sleep(ms));
  }

  /** What comes of a piece of work; undefined where somebody asks portik to end first. */
  async unlessStopped<T>(work: Promise<T>): Promise<T | undefined> {
    return await Promise.race([work, this.#stopped.then(() => undefined)]);
  }

  /** Tells that something happened. */
  tell(event: Happened<StopEvent>): void {
    const at = new Date(this.tools.host.now()).toISOString();
    this.tools.tell?.({ at, ...event } as StopEvent);
  }
}
