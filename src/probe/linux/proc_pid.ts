import { isFailure, type Sight } from "../../host/host.ts";
import { containerIdOfPath, isUserPath, unitOfPath } from "../../model/cgroup.ts";
import { defined } from "../../model/defined.ts";
import type { Process, ProcessState } from "../../model/process.ts";
import { projectOf } from "../project.ts";
import { terminalOf } from "./terminal.ts";

/** Ticks in a second of `/proc/PID/stat`: USER_HZ, which is 100 on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

const STATES: Readonly<Record<string, ProcessState>> = {
  R: "running",
  S: "sleeping",
  D: "waiting",
  T: "stopped",
  t: "traced",
  Z: "zombie",
  X: "dead",
  x: "dead",
  I: "idle",
};

/**
 * Reads one process from `/proc/PID` (`proc(5)`), or undefined when it is gone. `boot` is what
 * `bootTime` says.
 */
export function readProcess(
  sight: Sight,
  pid: number,
  boot: number | undefined,
): Process | undefined {
  const folder = `/proc/${pid}`;
  const stat = parseStat(textOf(sight.readText(`${folder}/stat`)) ?? "");
  if (!stat) return undefined;
  const exeLink = textOf(sight.readLink(`${folder}/exe`));
  const exe = exeLink?.replace(/ \(deleted\)$/, "");
  const argv = parseCmdline(textOf(sight.readText(`${folder}/cmdline`)) ?? "");
  const groups = parseCgroup(textOf(sight.readText(`${folder}/cgroup`)) ?? "");
  const cwd = textOf(sight.readLink(`${folder}/cwd`));
  const status = textOf(sight.readText(`${folder}/status`)) ?? "";
  const uid = effectiveUid(status);
  return defined({
    pid,
    ppid: stat.ppid,
    name: fullName(stat.name, exe ?? argv[0]),
    state: stat.state,
    argv,
    exe,
    exeDeleted: exe !== exeLink ? true : undefined,
    cwd,
    uid,
    threads: stat.threads,
    startTicks: stat.startTicks,
    startedAt: startedAt(stat.startTicks, boot),
    session: stat.session,
    terminal: stat.terminal,
    ignoresHangup: ignoresHangup(status) ? true : undefined,
    ...groups,
    // A path inside a container means another file here.
    project: cwd === undefined || groups.containerId !== undefined
      ? undefined
      : projectOf(sight, cwd),
  });
}

function textOf(answer: unknown): string | undefined {
  return typeof answer === "string" ? answer : undefined;
}

interface Stat {
  readonly name: string;
  readonly state: ProcessState;
  readonly ppid: number;
  readonly session?: number;
  readonly terminal?: string;
  readonly threads: number;
  readonly startTicks: number;
}

/**
 * Reads `/proc/PID/stat` (`proc_pid_stat(5)`). The name may hold spaces and brackets, so the fields are
 * counted from the last `)`. Sample: `812 (postgres) S 1 812 812 0 -1 4194560 … 1 0 8133 …`.
 */
export function parseStat(text: string): Stat | undefined {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  const fields = text.slice(close + 2).split(" ");
  const state = STATES[fields[0] ?? ""];
  if (open < 0 || close < open || state === undefined) return undefined;
  return defined({
    name: text.slice(open + 1, close),
    state,
    ppid: Number(fields[1]),
    // 0: the leader is outside of this pid namespace.
    session: Number(fields[3]) || undefined,
    terminal: terminalOf(Number(fields[4])),
    threads: Number(fields[17]),
    startTicks: Number(fields[19]),
  });
}

/**
 * Reads `/proc/PID/cmdline`: arguments that each end in a NUL byte, empty ones included. A program that
 * writes its own title there leaves a long row of NULs behind it, which are no arguments.
 */
export function parseCmdline(text: string): string[] {
  if (text === "") return [];
  return text.replace(/\0{4,}$/, "\0").replace(/\0$/, "").split("\0");
}

/**
 * Reads `/proc/PID/cgroup` (`cgroups(7)`), lines of `hierarchy:controllers:path`: the path in the v2
 * tree, and what the paths of v1 and v2 together tell of unit and container.
 * Samples: `0::/system.slice/ssh.service`, `1:name=systemd:/docker/<64 hex digits>`.
 */
export function parseCgroup(
  text: string,
): Pick<Process, "cgroup" | "unit" | "userUnit" | "containerId"> {
  const entries = text.split("\n").map((line) => /^(\d+):([^:]*):(\/.*)$/.exec(line));
  const paths = entries.flatMap((entry) => entry?.[3] ?? []);
  const named = entries
    .filter((entry) => entry?.[1] === "0" || entry?.[2] === "name=systemd")
    .flatMap((entry) => entry?.[3] ?? []);
  const containerId = paths.map(containerIdOfPath).find((id) => id !== undefined);
  // The unit around a container is the engine's own; it did not start what runs inside.
  const home = containerId === undefined
    ? named.find((path) => unitOfPath(path) !== undefined)
    : undefined;
  return defined({
    cgroup: entries.find((entry) => entry?.[1] === "0")?.[3],
    unit: home && unitOfPath(home),
    userUnit: home !== undefined && isUserPath(home) ? true : undefined,
    containerId,
  });
}

/** Second number of the line `Uid:\t1000\t1000\t1000\t1000`: real, effective, saved, file system. */
function effectiveUid(status: string): number | undefined {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  return uid === undefined ? undefined : Number(uid);
}

/** Bit 0 of the line `SigIgn:\t0000000000001001` stands for signal 1, SIGHUP (`signal(7)`). */
function ignoresHangup(status: string): boolean {
  const mask = /^SigIgn:\s+[0-9a-f]*([0-9a-f])$/m.exec(status)?.[1];
  return mask !== undefined && (parseInt(mask, 16) & 1) === 1;
}

/**
 * The kernel cuts names after 15 bytes, and Node calls its first thread `MainThread`; the program's
 * file knows better in both cases.
 */
function fullName(name: string, program: string | undefined): string {
  const base = program?.split("/").at(-1) ?? "";
  if (base !== "" && (name === "MainThread" || (name.length === 15 && base.startsWith(name)))) {
    return base;
  }
  return name;
}

/**
 * When the kernel started, in seconds since 1970: the line `btime 1763665921` of `/proc/stat`
 * (`proc_stat(5)`). It is always the same; counting back from the uptime would give a process a new
 * birthday at every look. Read it once for a look: on a large machine the file takes milliseconds.
 */
export function bootTime(sight: Sight): number | undefined {
  const boot = /^btime (\d+)$/m.exec(textOf(sight.readText("/proc/stat")) ?? "")?.[1];
  return boot === undefined ? undefined : Number(boot);
}

function startedAt(ticks: number, boot: number | undefined): string | undefined {
  if (boot === undefined || Number.isNaN(ticks)) return undefined;
  return new Date((boot + Math.floor(ticks / TICKS_PER_SECOND)) * 1000).toISOString();
}

/** The pids in `/proc`, in the order of the directory. */
export function allPids(sight: Sight): string[] {
  const names = sight.readDir("/proc");
  return isFailure(names) ? [] : names.filter((name) => /^\d+$/.test(name));
}
