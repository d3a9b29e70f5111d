import type { PlatformProbes } from "../platform.ts";
import { netTcp } from "./net_tcp.ts";
import { readSettings } from "./netsh.ts";
import { netstat } from "./netstat.ts";
import { readProcesses } from "./processes.ts";

/** How portik looks at Windows. Every user there may bind every port, and see which process holds one. */
export const windows: PlatformProbes = {
  sockets: [netstat, netTcp],
  readCaller: ({ pid }) => ({ pid, mayBindPrivileged: true, seesAllOwners: true }),
  readSettings,
  findHolders: (_, sockets) => sockets,
  readProcesses,
  readUsers: () => Promise.resolve({}),
  readServices: async (sight, _, options) =>
    (await import("./services.ts")).readServices(sight, options),
};
