import type { Cause, CauseKind } from "../../analysis/blame/cause.ts";
import { caseOf } from "../../analysis/blame/case.ts";
import { causesOf } from "../../analysis/blame/causes.ts";
import { supervisor } from "../../analysis/blame/detectors/supervisor.ts";
import type { Machine } from "../../model/machine.ts";
import type { Comeback } from "../../model/plan.ts";
import type { Socket } from "../../model/socket.ts";

/** What starts again what has ended; the first is by far the likeliest, and more would only confuse. */
export function comebackOf(
  machine: Machine,
  { pid, socket, stopped }: {
    readonly pid: number;
    readonly socket?: Socket | undefined;
    /** Pids that are stopped, too, and bring nothing back. */
    readonly stopped: ReadonlySet<number>;
  },
): Comeback | undefined {
  const causes = socket ? causesOf(caseOf(machine, socket)) : [];
  const supervised = supervisor({ machine, line: machine.ancestry(pid) });
  for (const cause of [...(supervised ? [supervised] : []), ...causes]) {
    const starter = STARTERS.includes(cause.kind) ? cause.pid : undefined;
    if (starter !== undefined && stopped.has(starter)) continue;
    const message = wordsFor(cause);
    if (message === undefined) continue;
    const { stopWith } = cause;
    return { message, ...(stopWith === undefined ? {} : { stopWith }) };
  }
  return undefined;
}

/** Causes whose pid is that of what starts it again; of others it is that of what is started. */
const STARTERS: readonly CauseKind[] = ["supervisor", "watcher"];

function wordsFor(cause: Cause): string | undefined {
  const { kind, tool, name, pid, details, stopWith, confidence } = cause;
  const by = name === undefined ? "" : ` as ${name}`;
  switch (kind) {
    case "supervisor":
      return `${tool} (pid ${pid}) runs it${by} and will start it again` +
        (stopWith === undefined && details !== undefined ? `: ${details}` : "");
    case "systemd-unit":
    case "systemd-user-unit":
      // A unit that portik would not stop runs much besides: a login, a cron job.
      return stopWith && `systemd unit ${name} may start it again`;
    case "launchd":
      if (name !== undefined) return `launchd job ${name} may start it again`;
      return confidence === "certain" ? "launchd may start it again" : undefined;
    case "windows-service":
      return name === undefined
        ? `a Windows service (${details}) may start it again`
        : `Windows service ${name} may start it again`;
    case "container":
    case "compose":
      return stopWith && `it runs in a container, whose engine may start it again`;
    case "watcher":
      return `${tool} (pid ${pid}) may start it again: --tree stops that, too`;
    default:
      return undefined;
  }
}
