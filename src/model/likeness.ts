/** A limit as the kernel keeps it, in the units of `getrlimit(2)`; null: unlimited. */
export interface Limit {
  /** The resource by its constant without the prefix: `NOFILE`, `STACK`, `CORE`. */
  readonly resource: string;
  readonly soft: number | null;
  readonly hard: number | null;
}

/** Whom a process runs as: its one user id, its one group id, and its supplementary groups. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/**
 * Where the standard output or standard error of a process goes. Files are appended to, and made with mode
 * 0600 where they are not there; a symbolic link is not followed.
 *
 * - `opener: "process"`: the process opens the file itself, with its own rights. So it is with the files that
 *   it had before, and with those that lie where its user or somebody else may have changed the path.
 * - `opener: "portik"`: portik opens it with its rights; a new one belongs to the user of the process. So it
 *   is with portik's own log files, and with those that the person names where nobody else can write.
 */
export interface Stream {
  readonly path: string;
  readonly opener: "process" | "portik";
}

/**
 * Everything that it takes to start a process again as it was. Plain data: it may be kept as JSON. It may
 * hold secrets, in `argv` and more so in `env`.
 */
export interface Likeness {
  /** Path of the program; what `argv[0]` says may be something else, as with busybox. */
  readonly exe: string;
  /** The whole argument list, program name first; empty arguments count. */
  readonly argv: readonly string[];
  /** The whole environment, `NAME=value` in the order of the process; nothing is added to it. */
  readonly env: readonly string[];
  readonly cwd: string;
  /** Left out: whoever portik runs as. Only root can start a process of somebody else. */
  readonly identity?: Identity;
  /** File mode creation mask (`umask(2)`). */
  readonly umask: number;
  /** Left out or not among them: as portik's own. */
  readonly limits?: readonly Limit[];
  /** How much it stands back for others (`nice(2)`); left out: as portik. */
  readonly nice?: number;
  /** The processors that it may run on, as a hexadecimal mask; left out: as portik. */
  readonly processors?: string;
  /** SIGHUP is ignored from the start, as after `nohup(1)`. */
  readonly ignoresHangup?: boolean;
  /** The file that it reads from its beginning, opened with its own rights; left out: `/dev/null`. */
  readonly stdin?: string;
  readonly stdout: Stream;
  readonly stderr: Stream;
}
