import type { Endpoint } from "../../model/socket.ts";
import type { Confidence } from "../../model/finding.ts";

/** What can have started a process. */
export type CauseKind =
  | "socket-activation"
  | "container"
  | "compose"
  | "windows-service"
  | "supervisor"
  | "cron"
  | "ci"
  | "systemd-unit"
  | "systemd-user-unit"
  | "launchd"
  | "watcher"
  | "task"
  | "make"
  | "agent"
  | "editor"
  | "multiplexer"
  | "ssh"
  | "terminal"
  | "sudo"
  | "orphan"
  | "init"
  | "parent"
  | "unknown";

/** One thing that had a part in starting the owner of a port, and what shows that. */
export interface Cause {
  readonly kind: CauseKind;
  /** Which program of its kind: `pm2`, `tmux`, `docker`, `npm`. */
  readonly tool?: string;
  /** What it is called there: a unit, a container, a session, a script, a user. */
  readonly name?: string;
  /** More, in words. */
  readonly details?: string;
  /** The process that stands for it. */
  readonly pid?: number;
  /** Of an ssh session: its other end. */
  readonly remote?: Endpoint;
  readonly confidence: Confidence;
  readonly evidence: readonly string[];
  /** The command that stops the owner for good, where something would start it again. */
  readonly stopWith?: readonly string[];
}
