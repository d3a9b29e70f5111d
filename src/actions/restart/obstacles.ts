import { type Failure, isFailure } from "../../host/host.ts";
import type { Altered } from "./arguments.ts";
import type { Status } from "./proc_status.ts";
import { NAMESPACES, type Traits } from "./traits.ts";

/** Why a process cannot be started again as it was. */
export interface Obstacle {
  /** Half a sentence about the process: `its program /usr/bin/x was deleted or replaced`. */
  readonly why: string;
  /** What to do instead, as a sentence without its full stop. */
  readonly hint?: string;
}

/** CAP_NET_BIND_SERVICE (`linux/capability.h`): to bind a port below `ip_unprivileged_port_start`. */
const NET_BIND = 1n << 10n;

const NAMESPACE_WORDS: Readonly<Record<(typeof NAMESPACES)[number], string>> = {
  mnt: "sees another file system",
  net: "runs in another network namespace",
  pid: "runs in another pid namespace",
  user: "runs in another user namespace",
  ipc: "runs in another IPC namespace",
  uts: "runs in another UTS namespace",
  cgroup: "runs in another cgroup namespace",
  time: "runs in another time namespace",
};

/** A process whose environment is closed to portik: another user's, or one that keeps to itself. */
export function hiddenObstacle(failures: readonly unknown[]): Obstacle | undefined {
  const failure = failures.find(isFailure);
  if (!failure) return undefined;
  if (failure.failed === "ENOENT" || failure.failed === "ESRCH") {
    return { why: "it has ended by now" };
  }
  return {
    why: "its environment, program or folder cannot be read by this user",
    hint: "As root, portik can restart it as the user that it belongs to",
  };
}

/** A process in a world of its own: what its paths and addresses mean there is something else here. */
export function placeObstacle({ namespaces, root }: Traits, mine: Traits): Obstacle | undefined {
  const other = NAMESPACES.find((_, i) => different(namespaces[i], mine.namespaces[i]));
  const hint = "Whatever made that place for it can restart it there";
  if (other) return { why: `it ${NAMESPACE_WORDS[other]} than portik`, hint };
  if (different(root, mine.root)) {
    return { why: `it is confined to ${String(root)} (chroot)`, hint };
  }
  return undefined;
}

function different(
  his: string | Failure | undefined,
  own: string | Failure | undefined,
): boolean {
  return typeof his === "string" && typeof own === "string" && his !== own;
}

/** A program or a folder that is no longer what it was. */
export function goneObstacle(exe: string, cwd: string): Obstacle | undefined {
  if (exe.endsWith(" (deleted)")) {
    const path = exe.slice(0, -" (deleted)".length);
    return {
      why: `its program ${path} was deleted or replaced since, so another one would be started`,
      hint: "Stop it with portik kill, and start the new one as you would at first",
    };
  }
  if (!cwd.endsWith(" (deleted)")) return undefined;
  return { why: `its working directory ${cwd.slice(0, -" (deleted)".length)} is gone` };
}

/** Rights that the process has, and that nobody could give to it again from outside. */
export function rightsObstacle(
  his: Status,
  own: Status,
  { port, privilegedBelow }: { readonly port: number; readonly privilegedBelow: number },
): Obstacle | undefined {
  if (his.uids.length > 1 || his.gids.length > 1) {
    return { why: "it has several user or group ids at a time, as setuid programs do" };
  }
  if (his.confinement !== own.confinement) {
    return {
      why: "it runs with other rights than portik would start it with (capabilities, seccomp)",
    };
  }
  if (his.uids[0] === 0) return undefined;
  if (his.ambient !== own.ambient) return { why: "it was started with ambient capabilities" };
  if (port < privilegedBelow && (his.effective & NET_BIND) === 0n) {
    return {
      why: `it could not bind ${port} again: it was started by root and has given up those rights`,
    };
  }
  return undefined;
}

/** Standard input that the process may depend on, and that nobody can give to it again. */
export function inputObstacle({ streams: [stdin], kinds: [kind] }: Traits): Obstacle | undefined {
  if (isFailure(stdin) || stdin.startsWith("/dev/") || kind === "file") return undefined;
  const what = stdin.startsWith("pipe:")
    ? "was a pipe"
    : stdin.startsWith("socket:")
    ? "was a socket"
    : `was ${stdin}`;
  return {
    why: `its standard input ${what}, which it cannot be given again`,
    hint: "If it does not read it, --force restarts it with /dev/null instead",
  };
}

/** What a program has done to its arguments or its environment. */
export function alteredObstacle(what: "argument list" | "environment", how: Altered): Obstacle {
  if (how === "bytes") return { why: `its ${what} holds bytes that are no UTF-8` };
  if (how === "empty") return { why: `its ${what} is empty` };
  return {
    why: `it has written a title over its ${what}, so nobody knows any more how it was started`,
    hint: "Stop it with portik kill, and start it as you would at first",
  };
}

/**
 * Variables by which a program is told the descriptors that were left open for it: sockets by `sd_listen_fds(3)`,
 * Werkzeug, Gunicorn, Einhorn and Server::Starter, and the channel of `child_process.fork()`.
 */
const GIVEN =
  /^(LISTEN_FDS|NODE_CHANNEL_FD|WERKZEUG_SERVER_FD|GUNICORN_FD|EINHORN_FDS|SERVER_STARTER_PORT)=[^0]/;

/** So is a process of Python's `multiprocessing`, by its arguments. */
const SPAWNED = /^from multiprocessing\.\w+ import \w+; \w+\(.*_(?:fd|handle)=\d/;

/** Descriptors that the process was given when it was started: nobody else has them. */
export function givenObstacle(
  argv: readonly string[],
  env: readonly string[],
): Obstacle | undefined {
  const variable = env.flatMap((entry) => GIVEN.exec(entry)?.[1] ?? [])[0];
  const name = variable ??
    (argv.some((word) => SPAWNED.test(word)) ? "multiprocessing" : undefined);
  if (name === undefined) return undefined;
  return {
    why: `what started it gave it open descriptors (${name}), which nobody else can`,
    hint: "Restart what started it: portik blame names that",
  };
}
