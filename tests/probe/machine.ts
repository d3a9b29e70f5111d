import type { Failure } from "../../src/host/host.ts";
import type { Recording } from "../../src/host/recording.ts";
import type { Platform } from "../../src/model/snapshot.ts";

/** What a program printed: its whole output, or what else came of it. */
export type Printed = string | { readonly code: number; readonly stderr: string } | Failure;

/** A recording of a machine on which these programs were asked, each by its words and what came of it. */
export function machine(
  platform: Platform,
  programs: readonly (readonly [argv: readonly string[], printed: Printed])[],
  more: Partial<Recording> = {},
): Recording {
  return {
    portik: "capture",
    version: 1,
    takenAt: "2026-11-20T18:00:00.000Z",
    platform,
    pid: 4000,
    redacted: false,
    env: {},
    runs: programs.map(([argv, printed]) => ({ argv, answer: answerOf(printed) })),
    texts: {},
    links: {},
    folders: {},
    stats: {},
    binds: {},
    ...more,
  };
}

function answerOf(printed: Printed): Recording["runs"][number]["answer"] {
  if (typeof printed === "string") return { code: 0, stdout: printed, stderr: "" };
  return "failed" in printed ? printed : { stdout: "", ...printed };
}
