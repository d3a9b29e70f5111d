import type { ListenTally } from "../../analysis/listen_tally.ts";
import type { ListenEvent } from "../../model/listen_event.ts";

/** A test server at work. */
export interface Service {
  /** What happens, in order. Ends when as much came as was asked for, and after `stop`. */
  readonly events: AsyncIterable<ListenEvent>;
  /** Lets go of the port and of every client, at once; what has come is told all the same. May be called again. */
  stop(): void;
}

/** How a test server works. */
export interface ServiceOptions {
  readonly tally: ListenTally;
  /** Most bytes that are shown of what comes at once. */
  readonly shown: number;
  /** Connections or datagrams after which it ends; left out: it goes on. */
  readonly most?: number | undefined;
}

/** Most events that wait to be told; then clients wait. */
export const MOST_EVENTS = 64;
