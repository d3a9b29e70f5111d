import { asksFor, isSilent } from "../../model/question.ts";
import type { Socket } from "../../model/socket.ts";
import { OWN_SOCKETS_ONLY, readLsof } from "../lsof.ts";
import type { Probe } from "../probe.ts";
import { withDualStack } from "./dual_stack.ts";
import { readCaller } from "./kernel.ts";
import { linkLocalZones, withZone } from "./zones.ts";

/**
 * Sockets by `lsof` (`lsof(8)`), which goes through the descriptors of every process.
 *
 * So it has no socket that no descriptor leads to: TIME_WAIT, connections not yet accepted, those of the
 * kernel, of other pid namespaces, and of a process whose first thread is dead. An ordinary user sees
 * only their own; where that leaves a port without a listener, there is no answer. Nor does it tell the
 * uid of a socket, the limit of a backlog, the cgroup, and the device that a socket is bound to. As for
 * `/proc/net`, IPV6_V6ONLY of a wildcard is found by trying the IPv4 side.
 */
export const lsof: Probe<readonly Socket[]> = {
  name: "lsof",
  gives: "sockets",
  async read(sight, question, options) {
    const answer = await readLsof(sight, question, options);
    if ("missing" in answer) return answer;
    const zones = linkLocalZones(sight.readText("/proc/net/if_inet6"));
    const sockets = answer
      .filter((socket) => asksFor(question, socket.port))
      .map((socket) => withZone(socket, zones));
    if (isSilent(question, sockets) && readCaller(sight).seesAllOwners !== true) {
      return { missing: OWN_SOCKETS_ONLY };
    }
    return await withDualStack(sockets, sight);
  },
};
