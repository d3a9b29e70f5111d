import type { Sight } from "../../host/host.ts";
import type { PlatformProbes } from "../platform.ts";
import type { LookOptions } from "../probe.ts";
import { readCaller, readSettings } from "./kernel.ts";
import { lsofFor } from "./lsof.ts";
import { netstat } from "./netstat.ts";
import { readProcesses } from "./processes.ts";
import { readUsers } from "./ps.ts";

/** How portik looks at macOS, for the one who looks: what they may see is decided by who they are. */
export async function openDarwin(sight: Sight, options: LookOptions): Promise<PlatformProbes> {
  const caller = await readCaller(sight, options);
  return {
    sockets: [lsofFor(caller), netstat],
    readCaller: () => caller,
    readSettings,
    findHolders: (_, sockets) => sockets,
    readProcesses,
    readUsers,
    readServices: async (...asked) => (await import("./launchctl.ts")).readJobs(...asked),
  };
}
