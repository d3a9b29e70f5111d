import { formatIpv6 } from "../../model/address.ts";
import type { Socket } from "../../model/socket.ts";

/**
 * Link-local addresses of this machine and the interface each is on, from `/proc/net/if_inet6`
 * (`proc_net(5)`); an address on two interfaces tells nothing.
 * Sample line: `fe80000000000000021a2bfffe3c4d5e 02 40 20 80     eth0`.
 */
export function linkLocalZones(table: unknown): ReadonlyMap<string, string> {
  const zones = new Map<string, string>();
  if (typeof table !== "string") return zones;
  for (const line of table.split("\n")) {
    const [hex = "", , , scope, , device] = line.trim().split(/\s+/);
    if (scope !== "20" || device === undefined) continue;
    const address = formatIpv6((hex.match(/.{4}/g) ?? []).map((group) => parseInt(group, 16)));
    if (zones.has(address)) zones.delete(address);
    else zones.set(address, device);
  }
  return zones;
}

/** The socket with the zone of its address, which most sources do not print. */
export function withZone(socket: Socket, zones: ReadonlyMap<string, string>): Socket {
  const zone = zones.get(socket.address);
  return zone === undefined ? socket : { ...socket, zone };
}
