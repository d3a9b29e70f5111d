import { type Case, nameProcess } from "../case.ts";
import type { Cause } from "../cause.ts";

/** Homebrew runs its services from its `opt` folder, by jobs named after the formula (`brew services`). */
const HOMEBREW = /^\/(?:opt\/homebrew|usr\/local|home\/linuxbrew\/\.linuxbrew)\/opt\/([^/]+)\//;

/** Where the programs of macOS itself and of installed daemons are. */
const SYSTEM = /^\/(?:System|usr\/libexec|usr\/sbin|Library)\//;

/**
 * launchd of macOS, pid 1, starts jobs and everything that is opened by a click, and is given what lost its
 * own parent; only the first certainly comes back (`launchd.plist(5)`, KeepAlive). Which job it is,
 * `launchctl list` tells by the pid, and `launchctl bootout` stops that for good.
 */
export function launchd({ machine, line }: Case): Cause | undefined {
  if (machine.snapshot.platform !== "darwin") return undefined;
  const [first] = line.filter(({ pid }) => pid !== 1).slice(-1);
  if (first === undefined || first.ppid !== 1) return undefined;
  const path = first.exe ?? first.argv[0] ?? "";
  const formula = HOMEBREW.exec(path)?.[1];
  const job = machine.snapshot.sessions
    ?.find(({ by, pid }) => by === "launchd" && pid === first.pid)?.name;
  const label = formula === undefined ? job?.split("/").at(-1) : `homebrew.mxcl.${formula}`;
  return {
    kind: "launchd",
    tool: "launchd",
    ...(label === undefined ? {} : { name: label }),
    pid: first.pid,
    confidence: job !== undefined || SYSTEM.test(path) ? "certain" : "guess",
    evidence: [
      `pid 1 is the parent of ${nameProcess(first)}`,
      ...(path ? [`program ${path}`] : []),
      ...(job === undefined ? [] : [`launchctl list names job ${job}`]),
    ],
    ...stopWith(formula, job),
  };
}

function stopWith(formula: string | undefined, job: string | undefined): Pick<Cause, "stopWith"> {
  if (formula !== undefined) return { stopWith: ["brew", "services", "stop", formula] };
  return job === undefined ? {} : { stopWith: ["launchctl", "bootout", job] };
}
