import { isFailure, type Sight } from "../../host/host.ts";
import type { Caller, NamedProcess } from "../../model/snapshot.ts";
import { badExit, type LookOptions, programFailure } from "../probe.ts";

/**
 * Which job of launchd each process is, by `launchctl list`, which tells of the jobs of whoever asks: of the
 * system where that is root, otherwise of the user's login. The name is what other commands of `launchctl(1)`
 * call the job: `gui/501/com.example.web`.
 */
export async function readJobs(
  sight: Sight,
  { uid }: Pick<Caller, "uid">,
  { probeTimeout }: LookOptions,
): Promise<{ sessions: readonly NamedProcess[]; missing: readonly string[] }> {
  const ran = await sight.run(["launchctl", "list"], { timeout: probeTimeout });
  const why = isFailure(ran)
    ? programFailure("launchctl", ran, probeTimeout)
    : ran.code === 0
    ? undefined
    : badExit("launchctl", ran.code, ran.stderr);
  if (why !== undefined || isFailure(ran)) return { sessions: [], missing: [why ?? ""] };
  const domain = uid === 0 ? "system" : `gui/${uid ?? ""}`;
  const sessions = parseJobs(ran.stdout)
    .map(({ name, ...one }) => ({ ...one, name: `${domain}/${name}` }));
  return { sessions, missing: [] };
}

/**
 * Reads lines such as `412	0	com.example.web`: pid, last exit status, label. What does not run has `-` for a
 * pid, and what a person has opened is labelled `application.…` and is not started again.
 */
export function parseJobs(output: string): NamedProcess[] {
  return output.split("\n").flatMap((line) => {
    const [, pid, name = ""] = /^(\d+)\t\S+\t(\S+)\s*$/.exec(line) ?? [];
    if (pid === undefined || name.startsWith("application.")) return [];
    return [{ by: "launchd", pid: Number(pid), name }];
  });
}
