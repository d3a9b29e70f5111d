import { type Failure, isFailure, type Sight } from "../../host/host.ts";
import type { Process } from "../../model/process.ts";
import { parsePulse } from "../stop/pulse.ts";

/** Where a namespace differs, the same path or address means something else (`namespaces(7)`). */
export const NAMESPACES = ["mnt", "net", "pid", "user", "ipc", "uts", "cgroup", "time"] as const;

/** What lies at the path that a stream was opened by. */
export type StreamKind = "file" | "device" | "other";

/**
 * What Linux tells of a process in `/proc/PID` (`proc(5)`) that a faithful restart needs, as raw as it is
 * told. An answer that could not be had is a failure.
 */
export interface Traits {
  readonly cmdline: string | Failure;
  readonly environ: string | Failure;
  readonly status: string | Failure;
  readonly limits: string | Failure;
  readonly exe: string | Failure;
  readonly cwd: string | Failure;
  readonly root: string | Failure;
  /** Links of the namespaces, in the order of `NAMESPACES`. */
  readonly namespaces: readonly (string | Failure)[];
  /** Links of the standard streams: input, output, error. */
  readonly streams: readonly [string | Failure, string | Failure, string | Failure];
  /** What lies at the paths of these links. */
  readonly kinds: readonly [StreamKind, StreamKind, StreamKind];
  readonly stat: string | Failure;
}

/**
 * Reads them. Of a process that is gone, every answer is a failure; so it is where the pid has become that of
 * another process, whose start time is not `startTicks`.
 */
export function readTraits(
  sight: Sight,
  { pid, startTicks }: Pick<Process, "pid" | "startTicks">,
): Traits {
  const traits = readAll(sight, pid);
  const { stat } = traits;
  const now = isFailure(stat) ? undefined : parsePulse(stat)?.startTicks;
  return startTicks === undefined || now === startTicks ? traits : readAll(sight, NOBODY);
}

/** The text of an answer, empty where it is none. */
export function textOf(answer: string | Failure): string {
  return isFailure(answer) ? "" : answer;
}

/** The pid that no process has. */
const NOBODY = 0;

function readAll(sight: Sight, pid: number): Traits {
  const folder = `/proc/${pid}`;
  const text = (name: string) => sight.readText(`${folder}/${name}`);
  const link = (name: string) => sight.readLink(`${folder}/${name}`);
  const [stdin, stdout, stderr] = [link("fd/0"), link("fd/1"), link("fd/2")];
  return {
    cmdline: text("cmdline"),
    environ: text("environ"),
    status: text("status"),
    limits: text("limits"),
    exe: link("exe"),
    cwd: link("cwd"),
    root: link("root"),
    namespaces: NAMESPACES.map((name) => link(`ns/${name}`)),
    streams: [stdin, stdout, stderr],
    kinds: [kindOf(sight, stdin), kindOf(sight, stdout), kindOf(sight, stderr)],
    // Asked last: whoever has the pid now has had it all the time.
    stat: text("stat"),
  };
}

/** A terminal is no file or device that one could go on with, and neither is a pipe by its name. */
function kindOf(sight: Sight, link: string | Failure): StreamKind {
  if (isFailure(link) || !link.startsWith("/") || link.endsWith(" (deleted)")) return "other";
  const stat = sight.stat(link);
  if (isFailure(stat)) return "other";
  if (stat.type === "file") return "file";
  return /^\/dev\/(?:null|zero|full|kmsg)$/.test(link) ? "device" : "other";
}
