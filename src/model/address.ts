import type { Endpoint, Family } from "./socket.ts";

/** Who can reach a listener by its address: this machine, one network, or anyone who has a route. */
export type Reach = "loopback" | "interface" | "everyone";

/** True for `0.0.0.0` and `::`, which stand for every local address. */
export function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

/** True for 127.0.0.0/8 (RFC 1122) and `::1` (RFC 4291). */
export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

/** True for an IPv6 address in text form. */
export function isIpv6(address: string): boolean {
  return address.includes(":");
}

/** True for fe80::/10 (RFC 4291), addresses that are the same on every link. */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}

/** The reach of a listener bound to `address`, and to the interface `zone` where there is one. */
export function reachOf(address: string, zone?: string): Reach {
  if (isLoopback(address) || zone === "lo" || zone === "lo0") return "loopback";
  return isWildcard(address) && zone === undefined ? "everyone" : "interface";
}

/**
 * True when a bind to `host` would meet what is bound already: it is the same address, or one of the two
 * stands for the other. A bind to `::` takes both families, as most servers have it. `localhost` stands
 * for 127.0.0.1 and ::1; without a host, everything is meant. `fe80::1%eth0` is the address on one
 * interface: a socket on another one is not met.
 */
export function meets(
  { address, family, zone }: {
    readonly address: string;
    readonly family: Family;
    readonly zone?: string;
  },
  host: string | undefined,
): boolean {
  const [plain = "", on] = host?.split("%") ?? [];
  if (on !== undefined) {
    return (zone === undefined || zone === on) && meets({ address, family }, plain);
  }
  if (host === undefined || host === address || host === "::") return true;
  if (host === "localhost") {
    return meets({ address, family }, "127.0.0.1") || meets({ address, family }, "::1");
  }
  const covered = family === "dual" || (family === "ipv6") === isIpv6(host);
  return covered && (isWildcard(address) || isWildcard(host));
}

/** `127.0.0.1:80`, `[::1]:80`, `[fe80::1%eth0]:80`: RFC 3986 brackets, RFC 4007 zones. */
export function formatEndpoint({ address, zone, port }: Endpoint): string {
  return `${formatHost(address, zone)}:${port}`;
}

/**
 * The same for a listener, as `ss` writes it: `*:80` is every address of both families, while `[::]:80`
 * takes IPv6 alone.
 */
export function formatListener(
  { address, zone, port, family }: Endpoint & { readonly family: Family },
): string {
  if (family !== "dual" || address !== "::") {
    return `${formatHost(address, zone)}:${port}`;
  }
  return `${withZone("*", zone)}:${port}`;
}

/** `fe80::1%eth0`: an address and the interface that it is meant on, where there is one (RFC 4007). */
export function withZone(address: string, zone: string | undefined): string {
  return zone === undefined ? address : `${address}%${zone}`;
}

function formatHost(address: string, zone?: string): string {
  const zoned = withZone(address, zone);
  return isIpv6(address) ? `[${zoned}]` : zoned;
}

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const IPV4 = new RegExp(String.raw`^(?:${OCTET}\.){3}${OCTET}$`);

/** True for four decimal octets without leading zeros. */
export function isIpv4Text(text: string): boolean {
  return IPV4.test(text);
}

/**
 * Canonical text of an IP address: IPv6 compressed as RFC 5952 asks, v4-mapped addresses as IPv4.
 * Returns undefined where `text` is no IP address (a zone does not belong in `text`).
 */
export function canonicalAddress(text: string): string | undefined {
  if (isIpv4Text(text)) return text;
  const groups = parseIpv6(text);
  return groups && formatIpv6(groups);
}

/** Eight 16-bit groups of an IPv6 address, or undefined. Accepts `::`, and IPv4 at the end. */
function parseIpv6(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":") || /\..*:/.test(text)) return undefined;
  const [head, tail] = halves.map(parseGroups);
  if (!head) return undefined;
  if (halves.length === 1) return head.length === 8 ? head : undefined;
  if (!tail || head.length + tail.length > 7) return undefined;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function parseGroups(text: string): number[] | undefined {
  const groups: number[] = [];
  if (text === "") return groups;
  for (const part of text.split(":")) {
    if (isIpv4Text(part)) {
      const [a = 0, b = 0, c = 0, d = 0] = part.split(".").map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) {
      groups.push(parseInt(part, 16));
    } else return undefined;
  }
  return groups;
}

/** Text of eight 16-bit groups: the longest run of zeros becomes `::` (RFC 5952 section 4.2). */
export function formatIpv6(groups: readonly number[]): string {
  const [, , , , , sixth, high = 0, low = 0] = groups;
  if (sixth === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  }
  const hex = groups.map((group) => group.toString(16));
  const run = longestZeroRun(groups);
  if (run.length < 2) return hex.join(":");
  return `${hex.slice(0, run.start).join(":")}::${hex.slice(run.start + run.length).join(":")}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
  }
  return best;
}
