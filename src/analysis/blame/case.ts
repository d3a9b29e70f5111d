import { type Listener, listenerOf } from "../../model/listener.ts";
import type { Machine } from "../../model/machine.ts";
import { isServiceManager, mainOwner, type Owner } from "../../model/owner.ts";
import type { Process } from "../../model/process.ts";
import type { Endpoint, Socket } from "../../model/socket.ts";
import { baseName, commandWords } from "../../model/command_words.ts";

/** What the detectors of causes get to judge: one listener, its owner, and those above it. */
export interface Case {
  readonly machine: Machine;
  readonly socket: Socket;
  readonly listener: Listener;
  readonly owner: Owner | undefined;
  /** The owner's process first, then its parents, up to the first process or the last that was seen. */
  readonly line: readonly Process[];
  /** The other end of the connection that a process holds, where that was looked for. */
  readonly remoteOf: (pid: number) => Endpoint | undefined;
}

/** Joins a listening socket with its owner and the owner's ancestry. */
export function caseOf(
  machine: Machine,
  socket: Socket,
  remoteOf: Case["remoteOf"] = () => undefined,
): Case {
  const listener = listenerOf(socket, machine);
  const owner = mainOwner(listener.owners);
  const line = owner?.pid === undefined ? [] : machine.ancestry(owner.pid);
  return { machine, socket, listener, owner, line, remoteOf };
}

/** The parents of the owner, nearest first. */
export function parentsOf({ line }: Pick<Case, "line">): readonly Process[] {
  return line.slice(1);
}

/**
 * Programs that run what others ask of them: whatever is below one of these, the unit or the session that
 * they themselves belong to is not what started it.
 */
const HOSTS =
  /^(?:sshd|sshd-session|dropbear|cron|crond|cronie|anacron|fcron|atd|tmux|screen|zellij|supervisord|runsv|runsvdir|s6-supervise|s6-svscan|supervise|pm2|login|agetty|mosh-server|xinetd|inetd|containerd-shim(?:-runc-v2)?|conmon|dockerd|containerd)$/i;

/** True for a process that runs what others ask of it. */
export function runsOthers(process: Process): boolean {
  return HOSTS.test(programOf(process));
}

/**
 * The program of a process, by its arguments or, where those are a title, by its name: `tmux` for
 * `tmux: server`, `screen` for `SCREEN`, `sshd` for `sshd: ada@pts/0`.
 */
export function programOf(process: Process): string {
  const [word = process.name] = commandWords(process);
  return baseName(word).replace(/:$/, "");
}

/** The parents below the nearest service manager: all of them where there is none. */
export function belowManager(one: Pick<Case, "line">): readonly Process[] {
  const parents = parentsOf(one);
  const at = parents.findIndex(isServiceManager);
  return at < 0 ? parents : parents.slice(0, at);
}

/** `npm (pid 900)`, for evidence. */
export function nameProcess({ name, pid }: Pick<Process, "name" | "pid">): string {
  return `${name} (pid ${pid})`;
}
