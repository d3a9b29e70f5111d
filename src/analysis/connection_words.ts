import { formatEndpoint } from "../model/address.ts";
import type { Machine } from "../model/machine.ts";
import type { Socket } from "../model/socket.ts";
import { describeOwner } from "./owner_words.ts";

/**
 * Whose connections these are, and where one of them leads: `a connection of curl (pid 9, user me) to
 * 192.0.2.1:443, in state ESTABLISHED`.
 */
export function connectionWords(machine: Machine, connections: readonly Socket[]): string {
  const shown = connections.find(({ holders }) => holders.length > 0) ?? connections[0];
  const owner = shown && machine.owner(shown);
  const who = owner ? describeOwner(owner) : "a process that is gone or cannot be seen";
  const to = shown?.peer ? ` to ${formatEndpoint(shown.peer)}` : "";
  const ends = connections.length === 1
    ? "a connection"
    : `${connections.length} connections, one of them`;
  return `${ends} of ${who}${to}, in state ${shown?.state}`;
}
