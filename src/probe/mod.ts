import type { Sight } from "../host/host.ts";
import type { Question } from "../model/question.ts";
import type { Platform, Snapshot } from "../model/snapshot.ts";
import { linux } from "./linux/mod.ts";
import { lookBy } from "./look.ts";
import type { PlatformProbes } from "./platform.ts";
import type { LookOptions } from "./probe.ts";

export type { LookOptions } from "./probe.ts";

/** Makes ready to look at an operating system. */
type Open = (sight: Sight, options: LookOptions) => PlatformProbes | Promise<PlatformProbes>;

/**
 * The probes of each operating system that portik can look at. Those of Linux are loaded at once: a
 * second trip to load them would cost `who` a twentieth of its time.
 */
const PROBES: Readonly<Partial<Record<Platform, Open>>> = {
  linux: () => linux,
  darwin: async (sight, options) => (await import("./darwin/mod.ts")).openDarwin(sight, options),
  windows: async () => (await import("./windows/mod.ts")).windows,
};

/** One look at the machine, however many ports it is about. */
export async function look(
  sight: Sight,
  question: Question,
  options: LookOptions,
): Promise<Snapshot> {
  const open = PROBES[sight.os];
  return open
    ? await lookBy(await open(sight, options), sight, question, options)
    : cannotLook(sight);
}

/** The snapshot of a machine that portik has no probes for. */
function cannotLook(sight: Sight): Snapshot {
  const reason = `portik has no way to look at ${sight.os} yet`;
  return {
    version: 1,
    takenAt: new Date(sight.now()).toISOString(),
    platform: sight.os,
    caller: { pid: sight.pid },
    sockets: [],
    processes: [],
    containers: [],
    binds: [],
    settings: {},
    users: {},
    known: [],
    gaps: [{ fact: "sockets", source: sight.os, reason }],
    asked: [],
  };
}
