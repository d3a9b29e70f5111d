import type { Failure, FileStat, Sight } from "./host.ts";
import type { RecordedRun, Recording } from "./recording.ts";

/** A machine that notes every answer it gives. */
export interface Recorder {
  readonly sight: Sight;
  /** Everything noted so far. */
  recording(): Recording;
}

/** Wraps a machine so that its answers can be replayed. Its clock stands still meanwhile. */
export function recordSight(host: Sight): Recorder {
  const now = host.now();
  const env: Record<string, string> = {};
  const runs: RecordedRun[] = [];
  const texts: Record<string, string | Failure> = {};
  const links: Record<string, string | Failure> = {};
  const folders: Record<string, readonly string[] | Failure> = {};
  const stats: Record<string, FileStat | Failure> = {};
  const binds: Record<string, string> = {};
  const sight: Sight = {
    os: host.os,
    pid: host.pid,
    recorded: host.recorded,
    now: () => now,
    env(name) {
      const value = host.env(name);
      if (value !== undefined) env[name] = value;
      return value;
    },
    async run(argv, options) {
      const answer = await host.run(argv, options);
      runs.push({ argv, answer });
      return answer;
    },
    readText: (path) => texts[path] = host.readText(path),
    readLink: (path) => links[path] = host.readLink(path),
    readDir: (path) => folders[path] = host.readDir(path),
    stat: (path) => stats[path] = host.stat(path),
    async tryBind(proto, address, port) {
      return binds[`${proto} ${address} ${port}`] = await host.tryBind(proto, address, port);
    },
  };
  return {
    sight,
    recording: () => ({
      portik: "capture",
      version: 1,
      takenAt: new Date(now).toISOString(),
      platform: host.os,
      pid: host.pid,
      redacted: false,
      env,
      runs,
      texts,
      links,
      folders,
      stats,
      binds,
    }),
  };
}
