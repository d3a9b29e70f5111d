import type { Confidence } from "../../model/finding.ts";
import type { Proto } from "../../model/socket.ts";
import type { Status } from "../port_status.ts";

/**
 * What a step is about. `listener`: a process that waits for clients. `publication`: a container that has
 * the port without a listener. `forward`, `tunnel`, `proxy`: how it goes on. `peer`: whom the last process
 * talks to. `outside`, `unix-socket`: where it leaves what portik can follow. `nobody`: nothing listens
 * there. `unseen`: that cannot be seen. `loop`, `limit`: why it was not followed further.
 */
export type StepKind =
  | "listener"
  | "publication"
  | "forward"
  | "tunnel"
  | "proxy"
  | "peer"
  | "outside"
  | "unix-socket"
  | "nobody"
  | "unseen"
  | "loop"
  | "limit";

/** One step on the way from a client to the process that answers. */
export interface Step {
  readonly kind: StepKind;
  readonly summary: string;
  readonly evidence: readonly string[];
  /** Where the step begins and where it leads: `127.0.0.1:3000`, `backend:3000`, `unix:/run/app.sock`. */
  readonly from?: string;
  readonly to?: string;
  readonly pid?: number;
  /** Name of the container. */
  readonly container?: string;
  readonly confidence: Confidence;
  /** How many steps lead from the port to this one; ways that part have the same number. */
  readonly depth: number;
}

/** The way through one port. */
export interface Trace {
  readonly port: number;
  readonly proto: Proto;
  readonly status: Status;
  readonly steps: readonly Step[];
}
