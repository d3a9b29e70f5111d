import type { SignalName } from "./signal.ts";
import type { Proto } from "./socket.ts";

/**
 * What became of a process. `gone`: it had ended before it was signalled. `replaced`: another process has
 * its pid, and was left alone. `left`: only its master might end it, and did not. `interrupted`: somebody
 * stopped portik first.
 */
export type ProcessResult =
  | "ended"
  | "killed"
  | "gone"
  | "replaced"
  | "left"
  | "not-permitted"
  | "alive"
  | "interrupted";

/** What became of one process of a plan. */
export interface ProcessOutcome {
  readonly kind: "process";
  readonly pid: number;
  readonly name: string;
  readonly result: ProcessResult;
  /** The signals that it was sent, in their order. */
  readonly signals: readonly SignalName[];
  /** From the first signal, or the start. */
  readonly afterSeconds: number;
  /** More, where it went wrong. */
  readonly reason?: string;
  readonly exit: number;
}

/** What became of one container of a plan. */
export interface ContainerOutcome {
  readonly kind: "container";
  readonly engine: string;
  readonly name: string;
  readonly result: "stopped" | "failed" | "interrupted";
  readonly afterSeconds: number;
  readonly reason?: string;
  readonly exit: number;
}

/** What became of one step. */
export type StepOutcome = ProcessOutcome | ContainerOutcome;

/**
 * How a port stands afterwards. `free`: a bind worked, or where that cannot tell, nobody listens. `closing`:
 * nobody listens, but what is left of connections is in the way for a while. `taken-again`: somebody who
 * started meanwhile has it. `unchecked`: somebody stopped portik first.
 */
export interface PortOutcome {
  readonly port: number;
  readonly proto: Proto;
  readonly address: string;
  readonly result: "free" | "held" | "taken-again" | "closing" | "unchecked";
  /** How that is known. */
  readonly proof?: "bind" | "look";
  readonly by?: { readonly pid?: number; readonly name: string };
  /** Of one that was started meanwhile: its parent, where that is no service manager. */
  readonly startedBy?: { readonly pid: number; readonly name: string };
  /** The command that ends it for good. */
  readonly stopWith?: readonly string[];
  readonly exit: number;
}

/** What became of a plan. */
export interface StopOutcome {
  readonly steps: readonly StepOutcome[];
  readonly ports: readonly PortOutcome[];
  /** Somebody asked portik to end before it was done. */
  readonly interrupted: boolean;
  /** The worst of all. */
  readonly exit: number;
}

/** Something that happened on the way. */
export type StopEvent =
  & { /** RFC 3339, UTC. */ readonly at: string }
  & (
    | {
      readonly event: "signalled";
      readonly pid: number;
      readonly name: string;
      readonly signal: SignalName;
    }
    | {
      readonly event: "process";
      readonly pid: number;
      readonly name: string;
      readonly result: ProcessResult;
    }
    | {
      readonly event: "container";
      readonly name: string;
      readonly result: "stopping" | ContainerOutcome["result"];
    }
    | {
      readonly event: "port";
      readonly port: number;
      readonly proto: Proto;
      readonly address: string;
      readonly result: PortOutcome["result"];
    }
  );
