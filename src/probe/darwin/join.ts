import type { Socket } from "../../model/socket.ts";

/**
 * The sockets of two sources as one list: what `lsof` has, each with the facts that only `netstat` tells,
 * and after them what `lsof` may not see. Sockets are told apart by protocol, address, port and peer;
 * of several that share all that, those belong together that have a process in common.
 */
export function joinSockets(byLsof: readonly Socket[], byNetstat: readonly Socket[]): Socket[] {
  const rest = new Map<string, Socket[]>();
  for (const socket of byNetstat) {
    const key = keyOf(socket);
    const alike = rest.get(key);
    if (alike) alike.push(socket);
    else rest.set(key, [socket]);
  }
  const joined = byLsof.map((socket) => {
    const other = take(rest.get(keyOf(socket)) ?? [], socket);
    if (!other) return socket;
    const { zone = socket.zone, family, v6only } = other;
    return {
      ...socket,
      ...(zone === undefined ? {} : { zone }),
      family,
      ...(v6only === undefined ? {} : { v6only }),
    };
  });
  return [...joined, ...[...rest.values()].flat()];
}

function keyOf({ proto, address, port, peer }: Socket): string {
  return `${proto} ${address} ${port} ${peer ? `${peer.address} ${peer.port}` : ""}`;
}

function take(alike: Socket[], { holders }: Socket): Socket | undefined {
  const pids = new Set(holders.map(({ pid }) => pid));
  const index = alike.findIndex((one) => one.holders.some(({ pid }) => pids.has(pid)));
  return alike.splice(Math.max(0, index), 1)[0];
}
