import type { Socket } from "../../model/socket.ts";
import type { PlatformProbes } from "../platform.ts";
import { loadedLate } from "../probe.ts";
import { readCaller, readSettings } from "./kernel.ts";
import { findHiddenHolders, readAllProcesses, readOwners } from "./owners.ts";
import { ss } from "./ss.ts";
import { readUsers } from "./users.ts";

const procNet = loadedLate<readonly Socket[]>(
  { name: "/proc/net", word: "proc", gives: "sockets" },
  async () => (await import("./proc_net.ts")).procNet,
);
const lsof = loadedLate<readonly Socket[]>(
  { name: "lsof", gives: "sockets" },
  async () => (await import("./lsof.ts")).lsof,
);
const netstat = loadedLate<readonly Socket[]>(
  { name: "netstat", gives: "sockets" },
  async () => (await import("./netstat.ts")).netstat,
);

/** How portik looks at Linux. */
export const linux: PlatformProbes = {
  sockets: [ss, procNet, lsof, netstat],
  readCaller,
  readSettings,
  findHolders: findHiddenHolders,
  async findElsewhere(sight, question, caller) {
    const { listenersElsewhere } = await import("./namespaces.ts");
    return listenersElsewhere(sight, question, caller);
  },
  async lookIntoContainers(sight, question, containers) {
    const { lookIntoContainers } = await import("./inside_containers.ts");
    return lookIntoContainers(sight, question, containers);
  },
  async readAddresses(sight, caller) {
    return (await import("./addresses.ts")).readAddresses(sight, caller);
  },
  readProcesses: (sight, { sockets, all, ancestors }) =>
    all ? readAllProcesses(sight) : readOwners(sight, sockets, { ancestors }),
  readUsers,
};
