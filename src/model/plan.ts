import type { SignalName } from "./signal.ts";
import type { Proto } from "./socket.ts";

/**
 * What an action is to stop: whoever listens on ports, one process, or the processes of a name that listen
 * somewhere. Of a range, ports that nobody has are no matter.
 */
export type StopTarget =
  | {
    readonly kind: "ports";
    readonly first: number;
    readonly last: number;
    readonly protos: readonly Proto[];
    readonly host?: string;
  }
  | { readonly kind: "pid"; readonly pid: number }
  | { readonly kind: "name"; readonly text: string };

/** How it is to be stopped. */
export interface StopOptions {
  /** The first signal; left out: SIGTERM. */
  readonly signal?: SignalName;
  /** Milliseconds from the first signal to SIGKILL, and of grace for a container. */
  readonly timeout: number;
  /** Also processes of other users. */
  readonly force?: boolean;
  /** Also what started the owner and would start it again, with everything below that. */
  readonly tree?: boolean;
  /** The container behind the port, whoever holds the port for it; never a process. */
  readonly container?: boolean;
}

/** A process that a plan ends. */
export interface ProcessStep {
  readonly kind: "process";
  readonly pid: number;
  /** Together with the pid it names the process for ever: `Process.startTicks`. */
  readonly startTicks: number;
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly uid?: number;
  readonly user?: string;
  /** Its systemd service; `userUnit`: of a user's own manager. */
  readonly unit?: string;
  readonly userUnit?: boolean;
  /** Why it was chosen: `listens on 3000/tcp`. */
  readonly why: string;
  /**
   * The pid of the step that it ends with, as a worker does with its master: it is signalled only when it
   * outlives that one.
   */
  readonly endsWith?: number;
  /** It belongs to somebody else, and is not signalled even then: only its master may end it. */
  readonly untouched?: true;
}

/** A container that a plan has its engine stop. */
export interface ContainerStep {
  readonly kind: "container";
  readonly engine: string;
  readonly id: string;
  readonly name: string;
  /** The argument list that stops it, and the one that starts it again. */
  readonly run: readonly string[];
  readonly start: readonly string[];
  readonly why: string;
}

/** One thing that a plan does. */
export type Step = ProcessStep | ContainerStep;

/** A socket that goes when the plan is carried out. */
export interface StopPort {
  readonly port: number;
  readonly proto: Proto;
  readonly address: string;
  /** Of the socket, where the kernel tells: whoever holds the same one is part of what is stopped. */
  readonly inode?: number;
  /** Connections of clients that will be lost. */
  readonly clients: number;
  /** It was asked for; other ports of the same process go with it. */
  readonly asked: boolean;
  /** Whoever holds it goes: it will be free. */
  readonly freed: boolean;
}

/** A process that has to do with the port and is left alone. */
export interface Spared {
  readonly pid?: number;
  readonly name: string;
  readonly why: string;
}

/** What would start again what the plan stops, and what ends that for good. */
export interface Comeback {
  /** One sentence. */
  readonly message: string;
  readonly stopWith?: readonly string[];
}

/** Something that was asked for and is not done. */
export interface Declined {
  /** What was asked for: `3000/tcp`, `pid 1`. */
  readonly what: string;
  /** For programs, in kebab case. */
  readonly code: string;
  /** Why, in one sentence. */
  readonly message: string;
  /** What to do instead. */
  readonly hint?: string;
  /** The command that does it, where there is one. */
  readonly run?: readonly string[];
  /** Exit code: 1 nothing to stop, 3 refused for safety, 4 could not see. */
  readonly exit: number;
}

/** What will be stopped, how, who depends on it, and what stays as it is. Plain data. */
export interface StopPlan {
  readonly steps: readonly Step[];
  readonly signal: SignalName;
  /** SIGKILL follows when the time is over. */
  readonly escalates: boolean;
  readonly timeoutSeconds: number;
  readonly ports: readonly StopPort[];
  readonly spared: readonly Spared[];
  readonly comebacks: readonly Comeback[];
  readonly declined: readonly Declined[];
}
