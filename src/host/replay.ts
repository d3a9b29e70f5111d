import type { Failure, Sight } from "./host.ts";
import type { Recording } from "./recording.ts";

const NOT_RECORDED: Failure = { failed: "NOT_RECORDED" };

/** A machine that answers from a recording; what was not asked then fails with `NOT_RECORDED`. */
export function replaySight(recording: Recording): Sight {
  const now = Date.parse(recording.takenAt);
  const runs = new Map(recording.runs.map(({ argv, answer }) => [argv.join("\0"), answer]));
  return {
    os: recording.platform,
    pid: recording.pid,
    recorded: true,
    now: () => now,
    env: (name) => own(recording.env, name),
    run: (argv) => Promise.resolve(runs.get(argv.join("\0")) ?? NOT_RECORDED),
    readText: (path) => own(recording.texts, path) ?? NOT_RECORDED,
    readLink: (path) => own(recording.links, path) ?? NOT_RECORDED,
    readDir: (path) => own(recording.folders, path) ?? NOT_RECORDED,
    stat: (path) => own(recording.stats, path) ?? NOT_RECORDED,
    tryBind: (proto, address, port) =>
      Promise.resolve(own(recording.binds, `${proto} ${address} ${port}`) ?? NOT_RECORDED.failed),
  };
}

/** A capture comes from outside: `__proto__` and its like are no paths. */
function own<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
