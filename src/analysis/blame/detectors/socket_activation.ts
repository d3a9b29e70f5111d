import { socketUnitOfPath } from "../../../model/cgroup.ts";
import { isServiceManager } from "../../../model/owner.ts";
import type { Case } from "../case.ts";
import type { Cause } from "../cause.ts";
import { unitStop } from "../unit_stop.ts";

/**
 * systemd makes the socket of a socket unit itself and passes it on to the service when the first client
 * comes (`systemd.socket(5)`): it is among the holders, or alone. The socket lies in the unit's cgroup.
 */
export function socketActivation({ machine, socket, listener }: Case): Cause | undefined {
  const [maker, ...heirs] = listener.owners;
  const unit = socket.cgroup === undefined ? undefined : socketUnitOfPath(socket.cgroup);
  const made = maker?.name === "systemd" && isServiceManager(maker) ? maker : undefined;
  if (!made && unit === undefined) return undefined;
  const stopWith = unitStop(machine, listener);
  return {
    kind: "socket-activation",
    tool: "systemd",
    ...(unit === undefined ? {} : { name: unit }),
    ...(made && heirs.length === 0 ? { details: "nobody has connected yet" } : {}),
    ...(made?.pid === undefined ? {} : { pid: made.pid }),
    confidence: made ? "certain" : "cgroup",
    evidence: [
      ...(made ? [`systemd (pid ${made.pid}) made the socket`] : []),
      ...(unit === undefined ? [] : [`the socket is in cgroup ${socket.cgroup}`]),
    ],
    ...(stopWith ? { stopWith } : {}),
  };
}
