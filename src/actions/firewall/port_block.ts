import { isLoopback } from "../../model/address.ts";
import { formatNetwork, type Network } from "../../model/network.ts";
import type { PortRange } from "../../model/question.ts";
import type { Proto } from "../../model/socket.ts";

/** Ports that are closed to some clients, or to all of them, by a rule in a firewall. */
export interface PortBlock extends PortRange {
  readonly proto: Proto;
  /** Whom it is for; left out: everyone, by IPv4 and by IPv6. */
  readonly from?: Network;
  /** `reject` tells the client at once, by a TCP reset or an ICMP error; `drop` leaves it waiting. */
  readonly verdict: "reject" | "drop";
  /** Also clients on this machine, who come by the loopback interface. */
  readonly loopback: boolean;
  /** When portik made it, as RFC 3339 in UTC; left out where the firewall cannot remember. */
  readonly since?: string;
}

/** `8080`, `3000-3010`. */
export function portsText({ first, last }: PortRange): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

/** `8080/tcp`, `3000-3010/udp`. */
export function portText(block: Pick<PortBlock, "first" | "last" | "proto">): string {
  return `${portsText(block)}/${block.proto}`;
}

/** `10.0.0.0/8`, `everyone`. */
export function fromText({ from }: Pick<PortBlock, "from">): string {
  return from ? formatNetwork(from) : "everyone";
}

/** What it closes, and to whom: two blocks with the same target are one block. */
export function targetText(block: Pick<PortBlock, "first" | "last" | "proto" | "from">): string {
  return `${portText(block)} from ${fromText(block)}`;
}

/** True where nothing is to be done to have `wanted`, because `there` does the same. */
export function isSame(there: PortBlock, wanted: PortBlock): boolean {
  return targetText(there) === targetText(wanted) && there.verdict === wanted.verdict &&
    there.loopback === wanted.loopback;
}

/** True where clients on this machine are meant even if nobody says so: those from 127.0.0.0/8 and ::1. */
export function isForLoopback({ from }: Pick<PortBlock, "from">): boolean {
  return from !== undefined && isLoopback(from.address);
}

/** The families of IP in which a block has rules. */
export function familiesOf({ from }: Pick<PortBlock, "from">): readonly ("ipv4" | "ipv6")[] {
  if (!from) return ["ipv4", "ipv6"];
  return from.address.includes(":") ? ["ipv6"] : ["ipv4"];
}
