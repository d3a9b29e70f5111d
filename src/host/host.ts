import type { Proto } from "../model/socket.ts";
import type { Platform } from "../model/snapshot.ts";
import type { Hands } from "./hands.ts";

/** An expected failure of one call to the world: `failed` is the errno name (`ENOENT`) or portik's own word. */
export interface Failure {
  readonly failed: string;
}

/** How somebody asks a process to end: Ctrl-C, or a supervisor's word. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** Tells a failure from an answer. */
export function isFailure(answer: unknown): answer is Failure {
  return typeof answer === "object" && answer !== null && "failed" in answer;
}

/** What a child process did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a child process. */
export interface RunOptions {
  /** Milliseconds until it is killed; the answer is then the failure `ETIMEDOUT`. */
  readonly timeout: number;
  /** Written to its standard input, which is otherwise empty. */
  readonly stdin?: string;
  /** Most bytes of output to take before the child is killed with the failure `EMSGSIZE`; default: all. */
  readonly maxBytes?: number;
}

/** The few things portik asks of a file's inode (`inode(7)`). */
export interface FileStat {
  readonly type: "file" | "directory" | "link" | "other";
  readonly size: number;
  /** Permission bits; 0 on Windows. */
  readonly mode: number;
  /** Numeric owner; undefined on Windows. */
  readonly uid?: number;
  /** Number of the inode; undefined on Windows. */
  readonly inode?: number;
}

/** The part of the world that probes ask: everything that a capture can answer instead. */
export interface Sight {
  readonly os: Platform;
  readonly pid: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** True when answers come from a capture: every question must then be the widest one. */
  readonly recorded: boolean;
  env(name: string): string | undefined;
  /** Runs a program by its argument list, without a shell, in the C locale. */
  run(argv: readonly string[], options: RunOptions): Promise<Ran | Failure>;
  /**
   * Reads are synchronous on purpose: procfs answers from memory, and a trip through the event loop
   * costs more than the read.
   */
  readText(path: string): string | Failure;
  readLink(path: string): string | Failure;
  readDir(path: string): readonly string[] | Failure;
  /** Does not follow a symbolic link in the last component. */
  stat(path: string): FileStat | Failure;
  /** Binds and listens on an address as a server would, and lets go at once: `ok` or the errno name. */
  tryBind(proto: Proto, address: string, port: number): Promise<string>;
}

/** The whole world, as commands see it. `host/deno` is the real one. */
export interface Host extends Sight {
  /** Effective user id; undefined on Windows. */
  readonly uid: number | undefined;
  /** Argument list that starts this very portik again without any permission. */
  readonly self: readonly string[];
  /** The folder that portik was started in, without symbolic links; it may be gone. */
  cwd(): string | Failure;
  /** Follows every symbolic link. */
  realPath(path: string): string | Failure;
  /**
   * Writes a file with mode 0600 in one step: a reader sees the old text or the new one. `fresh`: fails
   * with EEXIST where something is there already.
   */
  writeText(path: string, text: string, options?: { fresh?: boolean }): Failure | undefined;
  /** Makes a folder, and those above it, with mode 0700; content when it is there. */
  makeDir(path: string): Failure | undefined;
  /** What can be done to the world; loaded here and not before. */
  hands(): Promise<Hands>;
  sleep(ms: number): Promise<void>;
  /**
   * Resolves with the signal by which somebody asks this process to end; from the call on such a signal no
   * longer kills it.
   */
  stopped(): Promise<StopSignal>;
  /** True when nobody reads standard output any more, as far as that can be told without writing. */
  outputClosed(): boolean;
  /** Writes to standard output or standard error; a closed pipe is no error. */
  print(stream: "out" | "err", text: string): void;
  readonly terminal: { readonly out: boolean; readonly err: boolean };
  /** Width of the terminal in columns; undefined where stdout is none. */
  columns(): number | undefined;
}
