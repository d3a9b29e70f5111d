import type { Machine } from "../../model/machine.ts";
import { portStatus, type PortTarget } from "../port_status.ts";
import { Connections } from "./connections.ts";
import { groupsOf } from "./groups.ts";
import { nowhere } from "./nowhere.ts";
import type { Trace } from "./step.ts";
import { Walk } from "./walk.ts";

/** Every layer between a client of the port and the process that answers, and where that goes on to. */
export function traceOf(
  machine: Machine,
  target: PortTarget,
  connections: Connections = new Connections(machine),
): Trace {
  const { port, proto, host } = target;
  const walk = new Walk(machine, connections);
  const sockets = machine.listeners(port, proto, host);
  for (const group of groupsOf(machine, sockets)) walk.arrive(group, 0);
  if (sockets.length === 0) {
    const { note, container, inside } = nowhere(machine, target);
    walk.notes.add(note);
    if (container) walk.enter(container, inside, { proto, depth: 1 });
  }
  const { status } = portStatus(machine, target);
  return { port, proto, status, steps: walk.notes.steps };
}
