import type { Machine } from "../../model/machine.ts";
import type { Process } from "../../model/process.ts";
import type { Socket } from "../../model/socket.ts";
import type { Confidence } from "../../model/finding.ts";
import type { Container } from "../../model/container.ts";
import type { Connections } from "./connections.ts";
import type { StepKind } from "./step.ts";

/** A listener that clients have come to, and its process: the question is where that sends them. */
export interface Hop {
  readonly machine: Machine;
  readonly connections: Connections;
  readonly socket: Socket;
  readonly process: Process;
  /** The process and all that share the socket with it. */
  readonly pids: readonly number[];
}

/** One way on from a hop. */
export interface Way {
  readonly kind: Extract<StepKind, "forward" | "tunnel" | "proxy">;
  /** What the process does with its clients: `passes connections on to 127.0.0.1:3000`. */
  readonly does: string;
  /** Where it leads, as `parsePlace` reads it; missing where only the client, or nobody, knows. */
  readonly to?: string;
  /** It leads to another machine first, or into one that is no part of this one. */
  readonly beyond?: string;
  readonly container?: Container;
  readonly evidence: readonly string[];
  readonly confidence: Confidence;
}

/** Tells the ways on from a hop by what its process is; undefined where it is no such process. */
export type Forwarder = (hop: Hop) => readonly Way[] | undefined;
