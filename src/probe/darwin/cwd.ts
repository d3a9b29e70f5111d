import type { Sight } from "../../host/host.ts";
import { unescapeLsof } from "../lsof.ts";
import type { LookOptions } from "../probe.ts";

/**
 * The working directories of these processes by one `lsof`, which shows an ordinary user their own alone;
 * `everyone`: of all processes there are.
 */
export async function readCwds(
  sight: Sight,
  pids: readonly number[],
  { everyone, probeTimeout }: Pick<LookOptions, "probeTimeout"> & { readonly everyone: boolean },
): Promise<ReadonlyMap<number, string>> {
  if (pids.length === 0) return new Map();
  const these = everyone ? [] : ["-p", pids.join(",")];
  const ran = await sight.run(["lsof", "-b", "-w", "-nP", "-a", "-d", "cwd", ...these, "-Fpn"], {
    timeout: probeTimeout,
  });
  // It exits with 1 when one of the processes has ended, and prints the others all the same.
  return "failed" in ran ? new Map() : parseCwds(ran.stdout);
}

/**
 * Reads the field output of `lsof -d cwd -Fpn` (`lsof(8)`). What is no path is a remark about one that
 * cannot be seen.
 *
 * ```
 * p812
 * fcwd
 * n/Users/alice/caf\xc3\xa9
 * ```
 */
export function parseCwds(output: string): ReadonlyMap<number, string> {
  const cwds = new Map<number, string>();
  let pid = 0;
  for (const line of output.split("\n")) {
    if (line.startsWith("p")) pid = Number(line.slice(1));
    else if (line.startsWith("n/")) cwds.set(pid, unescapeLsof(line.slice(1)));
  }
  return cwds;
}
