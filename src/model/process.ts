/** What a process is doing, from the state letter of `proc_pid_stat(5)` or `ps(1)`. */
export type ProcessState =
  | "running"
  | "sleeping"
  | "waiting"
  | "stopped"
  | "traced"
  | "zombie"
  | "dead"
  | "idle";

/** Where a process's working directory lies in a version-controlled or marked project. */
export interface Project {
  readonly root: string;
  readonly branch?: string;
  /** Name of the linked git worktree, where it is one (`git-worktree(1)`). */
  readonly worktree?: string;
}

/**
 * One process as it was seen. Everything that an ordinary user may not read of a stranger's process
 * (`exe`, `cwd`, `project`) is simply missing.
 */
export interface Process {
  readonly pid: number;
  readonly ppid: number;
  /** Short name as the kernel keeps it, at most 15 bytes on Linux. */
  readonly name: string;
  readonly state: ProcessState;
  readonly argv: readonly string[];
  /** Path of the program. `exeDeleted`: the file is gone, for instance after an upgrade. */
  readonly exe?: string;
  readonly exeDeleted?: boolean;
  readonly cwd?: string;
  readonly uid?: number;
  /** Live threads, where the source counts them. */
  readonly threads?: number;
  /** Start time in the source's own ticks: together with the pid it names a process for ever. */
  readonly startTicks?: number;
  /** RFC 3339, UTC. */
  readonly startedAt?: string;
  /** Pid of the leader of its session (`setsid(2)`); missing where that lives outside of what is seen. */
  readonly session?: number;
  /** Its controlling terminal, such as `pts/3`. */
  readonly terminal?: string;
  /** SIGHUP is ignored, as after `nohup(1)`. */
  readonly ignoresHangup?: boolean;
  readonly cgroup?: string;
  /** systemd service, such as `postgresql.service`; `userUnit`: it belongs to a user's own manager. */
  readonly unit?: string;
  readonly userUnit?: boolean;
  /** Full id of the container it runs in. */
  readonly containerId?: string;
  readonly project?: Project;
}
