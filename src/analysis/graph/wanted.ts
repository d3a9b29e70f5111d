import { isLoopback } from "../../model/address.ts";
import type { PortRequest } from "../../model/ports.ts";
import type { Endpoint, Proto } from "../../model/socket.ts";
import type { GraphOptions } from "./graph.ts";

/**
 * Which connections somebody asked for, by the server's end: those to the ports that are named, of their own
 * protocol or of `protos`; without ports, all of `protos`.
 */
export function wantedBy(
  requests: readonly PortRequest[],
  protos: readonly Proto[],
): NonNullable<GraphOptions["wanted"]> {
  if (requests.length === 0) return (proto) => protos.includes(proto);
  return (proto, to) => requests.some((one) => isAbout(one, to) && isOf(one, proto, protos));
}

function isAbout({ first, last, host }: PortRequest, { port, address }: Endpoint): boolean {
  if (port < first || port > last) return false;
  return host === undefined || host === address || (host === "localhost" && isLoopback(address));
}

function isOf({ proto: own }: PortRequest, proto: Proto, protos: readonly Proto[]): boolean {
  return own === undefined ? protos.includes(proto) : own === proto;
}
