import { defined } from "../../model/defined.ts";
import type { Limit } from "../../model/likeness.ts";

/** What `/proc/PID/status` (`proc_pid_status(5)`) tells of the rights of a process. */
export interface Status {
  /** Real, effective, saved and file system id, each once: one number where all are the same. */
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  readonly groups: readonly number[];
  readonly umask?: number;
  readonly ignoresHangup: boolean;
  /** Mask of the processors that it may run on (`sched_setaffinity(2)`). */
  readonly processors: string;
  /** Capabilities that it has now (`capabilities(7)`). */
  readonly effective: bigint;
  /** Those that its next program would have by inheritance alone. */
  readonly ambient: bigint;
  /** What confines it and all that it starts: bounding set, no_new_privs, seccomp. */
  readonly confinement: string;
}

/** Reads it. Sample lines: `Uid:\t1000\t1000\t1000\t1000`, `Umask:\t0022`, `CapEff:\t0000000000000000`. */
export function parseStatus(text: string): Status {
  const line = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, "m").exec(text)?.[1] ?? "";
  const numbers = (name: string) => line(name).split(/\s+/).filter(Boolean).map(Number);
  const mask = (name: string) => BigInt(`0x${line(name) || "0"}`);
  const umask = line("Umask");
  return defined({
    uids: [...new Set(numbers("Uid"))],
    gids: [...new Set(numbers("Gid"))],
    groups: numbers("Groups"),
    umask: umask === "" ? undefined : parseInt(umask, 8),
    ignoresHangup: (mask("SigIgn") & 1n) === 1n,
    processors: line("Cpus_allowed").replaceAll(",", "").replace(/^0+/, ""),
    effective: mask("CapEff"),
    ambient: mask("CapAmb"),
    confinement: ["CapBnd", "NoNewPrivs", "Seccomp"].map(line).join(" "),
  });
}

/** Reads how nice a process is from `/proc/PID/stat` (`proc_pid_stat(5)`), where that can be told. */
export function parseNice(text: string): number | undefined {
  const nice = Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[16]);
  return Number.isInteger(nice) ? nice : undefined;
}

/** What `/proc/PID/limits` calls the resources of `getrlimit(2)`. */
const RESOURCES: Readonly<Record<string, string>> = {
  "cpu time": "CPU",
  "file size": "FSIZE",
  "data size": "DATA",
  "stack size": "STACK",
  "core file size": "CORE",
  "resident set": "RSS",
  "processes": "NPROC",
  "open files": "NOFILE",
  "locked memory": "MEMLOCK",
  "address space": "AS",
  "file locks": "LOCKS",
  "pending signals": "SIGPENDING",
  "msgqueue size": "MSGQUEUE",
  "nice priority": "NICE",
  "realtime priority": "RTPRIO",
  "realtime timeout": "RTTIME",
};

/**
 * Reads `/proc/PID/limits` (`proc_pid_limits(5)`). Sample line:
 * `Max open files            1024                 524288               files     `.
 */
export function parseLimits(text: string): Limit[] {
  return [...text.matchAll(/^Max (.+?) {2,}(\d+|unlimited) +(\d+|unlimited)\b/gm)].flatMap(
    ([, name = "", soft = "", hard = ""]) => {
      const resource = RESOURCES[name];
      return resource === undefined ? [] : [{ resource, soft: limit(soft), hard: limit(hard) }];
    },
  );
}

function limit(word: string): number | null {
  return word === "unlimited" ? null : Number(word);
}
