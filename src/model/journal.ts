import type { Likeness } from "./likeness.ts";
import type { Proto } from "./socket.ts";

/** A port that went with something, and is to be held again when that is back. */
export interface JournalPort {
  readonly port: number;
  readonly proto: Proto;
  readonly address: string;
}

/** A process that an action stopped. */
export interface StoppedProcess {
  readonly kind: "process";
  readonly pid: number;
  /** With the pid it names the process for ever, until the machine is started again. */
  readonly startTicks?: number;
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly uid?: number;
  readonly user?: string;
  readonly unit?: string;
  readonly userUnit?: boolean;
  /** The pid of another process of the same action that would start it again itself. */
  readonly below?: number;
  readonly ports: readonly JournalPort[];
  /** The argument list by which whoever keeps it running starts it again: systemd, a supervisor. */
  readonly start?: readonly string[];
  /** All that it takes to start it again; it holds the environment, and so secrets. */
  readonly likeness?: Likeness;
  /** What will be different all the same, in half sentences. */
  readonly changes?: readonly string[];
  /** Why it cannot be started again as it was; with a likeness, why only a person can decide that. */
  readonly obstacle?: string;
}

/** A container that an action stopped. */
export interface StoppedContainer {
  readonly kind: "container";
  readonly engine: string;
  readonly id: string;
  readonly name: string;
  /** The argument list that starts it again. */
  readonly start: readonly string[];
  readonly ports: readonly JournalPort[];
}

/** Something that an action stopped. */
export type Stopped = (StoppedProcess | StoppedContainer) & {
  /** What became of it: a result of `StepOutcome`; missing while the action goes on, or when portik died. */
  readonly result?: string;
  /** It was started again. RFC 3339, UTC. */
  readonly undone?: string;
};

/** Something that an action started again. */
export interface Started {
  readonly name: string;
  /** Of a process its own; of a container or a unit those of the program that starts it. */
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly user?: string;
  readonly ports: readonly JournalPort[];
  /** Missing where an engine or a supervisor started it. */
  readonly pids?: readonly number[];
  /** What became of it: a `RestartResult`; missing while the action goes on, or when portik died. */
  readonly result?: string;
}

/** One action in the journal: who did what and when, and what became of it. */
export interface JournalEntry {
  /** RFC 3339, UTC. */
  readonly at: string;
  /** The command: `kill`, `restart`, `undo`, `block`. */
  readonly action: string;
  /** The words after it. */
  readonly words: readonly string[];
  /** Whoever ran portik. */
  readonly uid?: number;
  /** Who became root for it by `sudo(8)`. */
  readonly sudoUser?: string;
  readonly pid: number;
  readonly stopped: readonly Stopped[];
  readonly started?: readonly Started[];
  /** Programs that did the work, by their argument lists, in their order. */
  readonly run?: readonly (readonly string[])[];
  /** What the program exited with; missing while it goes on, or when portik died. */
  readonly exit?: number;
}
