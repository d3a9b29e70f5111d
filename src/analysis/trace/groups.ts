import { isForwarder } from "../../model/container.ts";
import type { Machine } from "../../model/machine.ts";
import type { Socket } from "../../model/socket.ts";

/**
 * Listeners that lead to one place: those of one owner, and those that forward to one container, which has a
 * forwarder of its own for each address.
 */
export function groupsOf(machine: Machine, sockets: readonly Socket[]): readonly Socket[][] {
  return [...Map.groupBy(sockets, (socket) => keyOf(machine, socket)).values()];
}

function keyOf(machine: Machine, socket: Socket): string {
  const { pid, name } = machine.owner(socket) ?? {};
  const container = name !== undefined && isForwarder(name) ? machine.container(socket) : undefined;
  if (container) return `container ${container.id}`;
  return pid === undefined ? `inode ${socket.inode}` : `pid ${pid}`;
}
