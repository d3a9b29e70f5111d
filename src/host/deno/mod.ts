import { defined } from "../../model/defined.ts";
import type { Platform } from "../../model/snapshot.ts";
import type { FileStat, Host, StopSignal } from "../host.ts";
import { attempt, failureOf } from "./errors.ts";
import { outputClosed } from "./output_closed.ts";
import { print } from "./print.ts";
import { run } from "./run.ts";
import { tryBind } from "./try_bind.ts";
import { writeText } from "./write_text.ts";

/** The real world, by way of Deno. No folder in src but this one names it, but for the rule sandbox. */
export const denoHost: Host = {
  os: Deno.build.os as Platform,
  pid: Deno.pid,
  // Asked for late: the rule sandbox loads this file without the permission to know.
  get uid() {
    return Deno.build.os === "windows" ? undefined : Deno.uid() ?? undefined;
  },
  recorded: false,
  now: () => Date.now(),
  env: (name) => Deno.env.get(name),
  run,
  readText: (path) => attempt(() => Deno.readTextFileSync(path)),
  readLink: (path) => attempt(() => Deno.readLinkSync(path)),
  readDir: (path) => attempt(() => [...Deno.readDirSync(path)].map((entry) => entry.name)),
  stat: (path) => attempt(() => fileStat(Deno.lstatSync(path))),
  cwd: () => attempt(() => Deno.cwd()),
  realPath: (path) => attempt(() => Deno.realPathSync(path)),
  tryBind,
  writeText,
  makeDir: (path) =>
    failureOf(attempt(() => Deno.mkdirSync(path, { recursive: true, mode: 0o700 }))),
  print,
  hands: async () => (await import("./hands.ts")).denoHands,
  sleep,
  stopped,
  outputClosed,
  get self() {
    if (Deno.build.standalone) return [Deno.execPath()];
    // Without a configuration all modules are read at the start, for which no permission is needed.
    const flags = ["--quiet", "--no-prompt", "--no-config", "--cached-only", CHILD_HEAP];
    return [Deno.execPath(), "run", ...flags, Deno.mainModule];
  },
  get terminal() {
    return { out: Deno.stdout.isTerminal(), err: Deno.stderr.isTerminal() };
  },
  columns() {
    return Deno.stdout.isTerminal() ? Deno.consoleSize().columns : undefined;
  },
};

/** A rule that allocates without end is stopped in MB, not in GB; a compiled program takes no flags. */
const CHILD_HEAP = "--v8-flags=--max-old-space-size=192";

function fileStat(info: Deno.FileInfo): FileStat {
  const type = info.isSymlink
    ? "link"
    : info.isFile
    ? "file"
    : info.isDirectory
    ? "directory"
    : "other" as const;
  return defined({
    type,
    size: info.size,
    mode: (info.mode ?? 0) & 0o7777,
    uid: info.uid ?? undefined,
    inode: info.ino ?? undefined,
  });
}

/** A timer that is set for longer than this fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

async function sleep(ms: number): Promise<void> {
  let left = ms;
  do {
    const part = Math.min(left, LONGEST_TIMER);
    await new Promise((resolve) => setTimeout(resolve, part));
    left -= part;
  } while (left > 0);
}

/** Windows ends a process without a signal, unless somebody presses Ctrl-C. */
function stopped(): Promise<StopSignal> {
  const signals = Deno.build.os === "windows"
    ? ["SIGINT"] as const
    : ["SIGINT", "SIGTERM"] as const;
  return new Promise((resolve) => {
    for (const signal of signals) Deno.addSignalListener(signal, () => resolve(signal));
  });
}
