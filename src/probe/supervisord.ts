import { isFailure, type Sight } from "../host/host.ts";
import type { Process } from "../model/process.ts";
import type { Caller, NamedProcess } from "../model/snapshot.ts";
import { supervisordConfig } from "../model/supervisord.ts";
import { badExit, type LookOptions, programFailure } from "./probe.ts";

/** What `supervisorctl` exits with where some programs do not run; it has listed them all the same. */
const SOME_STOPPED = 3;

/**
 * What supervisord calls its programs, by `supervisorctl status`. Only the caller's own are asked: their
 * configuration says whom to connect to.
 */
export async function readSupervised(
  sight: Sight,
  { processes, caller }: {
    readonly processes: readonly Process[];
    readonly caller: Pick<Caller, "uid">;
  },
  { probeTimeout }: LookOptions,
): Promise<{ sessions: readonly NamedProcess[]; missing: readonly string[] }> {
  const configs = new Set(
    processes.filter(({ name, uid }) => name === "supervisord" && uid === caller.uid)
      .flatMap((one) => supervisordConfig(one) ?? []),
  );
  const answers = await Promise.all([...configs].map(async (config) => {
    const argv = ["supervisorctl", "-c", config, "status"];
    const ran = await sight.run(argv, { timeout: probeTimeout });
    if (isFailure(ran)) return programFailure("supervisorctl", ran, probeTimeout);
    if (ran.code === 0 || ran.code === SOME_STOPPED) return parseStatus(ran.stdout);
    return badExit("supervisorctl", ran.code, ran.stderr || ran.stdout);
  }));
  return {
    sessions: answers.flatMap((answer) => typeof answer === "string" ? [] : answer),
    missing: answers.filter((answer) => typeof answer === "string"),
  };
}

/** Reads lines such as `shop:web_00    RUNNING   pid 21663, uptime 0:00:05`; what does not run has no pid. */
export function parseStatus(output: string): NamedProcess[] {
  return output.split("\n").flatMap((line) => {
    const [, name = "", pid] = /^(\S+)\s+[A-Z]+\s+pid (\d+),/.exec(line) ?? [];
    return pid === undefined ? [] : [{ by: "supervisord", pid: Number(pid), name }];
  });
}
