import { canonicalAddress, isIpv4Text, isIpv6 } from "./address.ts";
import { Refusal } from "./refusal.ts";

/** Addresses that begin with the same bits (RFC 4632, RFC 4291 section 2.3); a single one has them all. */
export interface Network {
  /** Canonical text of the lowest one. */
  readonly address: string;
  /** How many bits are the same: up to 32 of IPv4, up to 128 of IPv6. */
  readonly prefix: number;
}

/**
 * Reads `203.0.113.9`, `10.0.0.0/8`, `2001:db8::1` or `2001:db8::/32`. Throws a Refusal for anything else:
 * names, zones, and bits that are set behind the prefix, because then it is not plain what is meant.
 */
export function parseNetwork(text: string): Network {
  const [addressText = "", prefixText, ...more] = text.split("/");
  const address = canonicalAddress(addressText);
  if (address === undefined || more.length > 0) throw bad(`'${text}' is no address and no network`);
  const most = isIpv6(address) ? 128 : 32;
  if (prefixText === undefined) return { address, prefix: most };
  // ::ffff:10.0.0.0/104 counts its bits as IPv6 and means IPv4: nobody writes that by intent.
  if (!isIpv6(address) && !isIpv4Text(addressText)) {
    throw bad(`'${text}' is an IPv4 network in the clothes of IPv6: write it as IPv4`);
  }
  const prefix = /^(?:0|[1-9]\d{0,2})$/.test(prefixText) ? Number(prefixText) : -1;
  if (prefix < 0 || prefix > most) throw bad(`'${text}' ends in no prefix from 0 to ${most}`);
  const lowest = textOf(address, bitsOf(address) & maskOf(prefix, most));
  if (lowest !== address) {
    throw bad(`'${text}' has bits set behind its prefix: did you mean ${lowest}/${prefix}?`);
  }
  return { address, prefix };
}

/** `10.0.0.0/8`, and of a single address just that. */
export function formatNetwork({ address, prefix }: Network): string {
  return prefix === (isIpv6(address) ? 128 : 32) ? address : `${address}/${prefix}`;
}

/** True when this canonical address is one of the network's. */
export function isIn(address: string, network: Network): boolean {
  if (isIpv6(address) !== isIpv6(network.address)) return false;
  const mask = maskOf(network.prefix, isIpv6(address) ? 128 : 32);
  return (bitsOf(address) & mask) === bitsOf(network.address);
}

function maskOf(prefix: number, most: number): bigint {
  return ((1n << BigInt(prefix)) - 1n) << BigInt(most - prefix);
}

/** The address as a number. */
function bitsOf(address: string): bigint {
  if (!isIpv6(address)) return numberOf(address.split(".").map(Number), 8n);
  const [head = "", tail] = address.split("::");
  const [first, last] = [head, tail ?? ""].map((half) => half === "" ? [] : half.split(":"));
  const [front = [], back = []] = [first, last];
  const zeros = Array<string>(8 - front.length - back.length).fill("0");
  return numberOf([...front, ...zeros, ...back].map((group) => parseInt(group, 16)), 16n);
}

function numberOf(digits: readonly number[], width: bigint): bigint {
  return digits.reduce((number, digit) => (number << width) | BigInt(digit), 0n);
}

/** The address that is this number, of the same family as `like`. */
function textOf(like: string, bits: bigint): string | undefined {
  const width = isIpv6(like) ? 16n : 8n;
  const digits = Array.from(
    { length: isIpv6(like) ? 8 : 4 },
    (_, i, count = isIpv6(like) ? 8 : 4) =>
      (bits >> (width * BigInt(count - 1 - i))) & ((1n << width) - 1n),
  );
  return isIpv6(like)
    ? canonicalAddress(digits.map((digit) => digit.toString(16)).join(":"))
    : digits.join(".");
}

function bad(message: string): Refusal {
  return new Refusal("bad-network", message, {
    hint:
      "An address or a network looks like 203.0.113.9, 10.0.0.0/8, 2001:db8::1 or 2001:db8::/32",
  });
}
