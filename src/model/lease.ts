import type { Proto } from "./socket.ts";

/** A process that cannot be mistaken for a later one with the same pid. */
export interface Life {
  readonly pid: number;
  /** When it started, as the operating system tells it; to be compared and nothing else. */
  readonly started: string;
}

/** The commands that hand out ports. */
export type LeaseMaker = "free" | "use" | "reserve";

/** A port that was handed out, so that nobody else gets it from portik. */
export interface Lease {
  readonly proto: Proto;
  readonly port: number;
  /** `held`: a socket of portik's keeps everybody from it; `promised`: portik gives it to nobody else. */
  readonly kind: "held" | "promised";
  readonly by: LeaseMaker;
  /** The address that is held; left out: every address. */
  readonly address?: string;
  /** What it is for, in the words of whoever wanted it. */
  readonly name?: string;
  /** Folder of the project that it is for. */
  readonly project?: string;
  /** Path of the program that it is for. */
  readonly exe?: string;
  /** It ends with this process; left out: only by time or release. */
  readonly owner?: Life;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** When it ends by itself, in milliseconds since 1970. */
  readonly until?: number;
  /** It is to be held again where its holder has died, as by a reboot. */
  readonly lasting: boolean;
}
