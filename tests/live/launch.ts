import { freePort } from "./open.ts";
import { inTime, isDead, until } from "./until.ts";

/** A small server on a loopback port that was free, and the words that start it: `socat`. */
export interface Server {
  readonly port: number;
  readonly argv: readonly string[];
  /** The same for a shell or a makefile. */
  readonly line: string;
}

/** A server to be started by somebody. */
export function someServer(): Server {
  const port = freePort();
  const argv = ["socat", "-u", `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr`, "/dev/null"];
  return { port, argv, line: argv.join(" ") };
}

/** How to start something. */
export interface LaunchOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The command is one that leaves the server behind: its end is waited for. */
  readonly leaves?: true;
}

/** A port on which something listens that was started here, perhaps by way of others. */
export interface Launched extends AsyncDisposable {
  readonly port: number;
  /** The process that listens. */
  readonly pid: number;
}

/**
 * Starts a program and waits until it, or something that it started, listens on the port. On dispose, the
 * listening process and all of its parents that are younger than this call are ended, oldest first.
 */
export async function launch(
  port: number,
  [command = "", ...args]: readonly string[],
  { leaves, ...options }: LaunchOptions = {},
): Promise<Launched> {
  const since = now();
  const child = new Deno.Command(command, {
    args,
    ...options,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const status = child.status;
  try {
    await until(`something listens on port ${port}`, () => holderOf(port) !== undefined);
    if (leaves) await inTime("the end of the command", status);
  } catch (error) {
    endLine([child.pid]);
    await status;
    throw error;
  }
  const pid = holderOf(port) ?? 0;
  return {
    port,
    pid,
    async [Symbol.asyncDispose]() {
      const line = lineOf(pid, since);
      endLine(line);
      if (!isDead(child.pid)) endLine([child.pid]);
      await status;
      await until("the server is gone", () => line.every(isDead));
    },
  };
}

function endLine(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** The process and its parents, oldest first, that started after `since`. */
function lineOf(pid: number, since: number): number[] {
  const line: number[] = [];
  for (let next = pid; next > 1 && next !== Deno.pid;) {
    const { ppid, start } = statOf(next);
    if (start < since) break;
    line.unshift(next);
    next = ppid;
  }
  return line;
}

/** Parent and start time, in ticks since boot (`proc_pid_stat(5)`); of a process that is gone, neither. */
function statOf(pid: number): { ppid: number; start: number } {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { ppid: Number(fields[1]), start: Number(fields[19]) };
  } catch {
    return { ppid: 0, start: -1 };
  }
}

function now(): number {
  return Math.floor(Number(Deno.readTextFileSync("/proc/uptime").split(" ")[0]) * 100);
}

/** The process that holds the listener of a loopback port, by `ss`. */
export function holderOf(port: number, proto: "tcp" | "udp" = "tcp"): number | undefined {
  const which = proto === "tcp" ? "-Hltnp" : "-Hlunp";
  const { stdout } = new Deno.Command("ss", { args: [which, `sport = :${port}`] }).outputSync();
  const pid = /pid=(\d+)/.exec(new TextDecoder().decode(stdout))?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/** A folder for a test's files. */
export async function tempFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "portik-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
