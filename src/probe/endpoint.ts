import { canonicalAddress, isIpv6 } from "../model/address.ts";
import type { Endpoint, Family } from "../model/socket.ts";

/**
 * One end of a socket as `lsof` and `netstat` print it: the address with or without brackets, perhaps
 * with a zone (`fe80::1%en0`), where `*` stands for the wildcard; a port of `*` is 0, which stands for
 * none. Undefined where one of the two is nonsense.
 */
export function parseEndpoint(
  host: string,
  port: string,
  wildcard: "0.0.0.0" | "::",
): Endpoint | undefined {
  const [bare = "", zone] = host.replace(/^\[(.*)\]$/, "$1").split("%");
  const address = bare === "*" ? wildcard : canonicalAddress(bare);
  const number = port === "*" ? 0 : Number(port);
  if (address === undefined || !Number.isInteger(number) || number > 65535) return undefined;
  return { address, ...(zone === undefined ? {} : { zone }), port: number };
}

/** The family that an address speaks of itself; that a wildcard is dual-stack, it does not show. */
export function familyOf(address: string): Family {
  return isIpv6(address) ? "ipv6" : "ipv4";
}
