import { canonicalAddress, isLinkLocal } from "./address.ts";
import type { PortRange } from "./question.ts";
import { Refusal } from "./refusal.ts";
import type { Proto } from "./socket.ts";

/** What one port word asks for: a range, and what was said about protocol and address. */
export interface PortRequest extends PortRange {
  readonly proto?: Proto;
  /** Canonical IP address, a link-local one perhaps with its interface, or `localhost`. */
  readonly host?: string;
}

/**
 * Reads port words in the one grammar of every command: `5432`, `:5432`, `5432/udp`, `localhost:5432`,
 * `[::1]:5432`, lists and ranges such as `22,80,3000-3010`.
 * Throws a Refusal that names the bad word.
 */
export function parsePorts(word: string): PortRequest[] {
  if (word.trim() === "") throw bad("an empty word is not a port");
  return word.split(",").map((item) => parseItem(item.trim(), word));
}

function parseItem(item: string, word: string): PortRequest {
  if (item === "") throw bad(`'${word}' has an empty item between its commas`);
  const [rest = "", protoText, ...more] = item.split("/");
  if (more.length > 0 || (protoText !== undefined && !/^(tcp|udp)$/i.test(protoText))) {
    throw bad(`'${item}' does not end in a protocol that portik knows: use /tcp or /udp`);
  }
  const { host, ports } = splitHost(rest, item);
  return {
    ...parseRange(ports, item),
    ...(protoText === undefined ? {} : { proto: protoText.toLowerCase() as Proto }),
    ...(host === undefined ? {} : { host }),
  };
}

function splitHost(text: string, item: string): { host?: string; ports: string } {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return { ports: text };
  const ports = text.slice(colon + 1);
  const hostText = text.slice(0, colon);
  if (hostText === "") return { ports };
  if (hostText.includes(":") && !/^\[.*\]$/.test(hostText)) {
    throw bad(`'${item}' is ambiguous: put an IPv6 address in brackets, as in [::1]:5432`);
  }
  return { host: parseHost(hostText), ports };
}

/**
 * Reads an address of this machine: an IP address, with or without brackets, or `localhost`. A link-local
 * one may name its interface, `fe80::1%eth0`.
 * Throws a Refusal for anything else, because portik looks at this machine and resolves no names.
 */
export function parseHost(text: string): string {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  if (bare.toLowerCase() === "localhost") return "localhost";
  const [plain = "", zone] = bare.split(/%(.*)/s);
  const address = canonicalAddress(plain);
  if (address !== undefined && zone === undefined) return address;
  // Of all addresses a link-local one alone is told together with its interface (RFC 4007 section 11).
  if (address !== undefined && isLinkLocal(address) && /^[^\s/%]{1,15}$/.test(zone ?? "")) {
    return `${address}%${zone}`;
  }
  throw new Refusal(
    "bad-host",
    `'${text}' is not an IP address: portik looks at this machine only`,
    {
      hint: "Use an address such as 127.0.0.1, ::1 or 0.0.0.0, or the word localhost",
    },
  );
}

function parseRange(text: string, item: string): PortRange {
  const dash = text.indexOf("-", 1);
  if (dash < 0) {
    const port = parsePort(text, item);
    return { first: port, last: port };
  }
  const first = parsePort(text.slice(0, dash), item);
  const last = parsePort(text.slice(dash + 1), item);
  if (first > last) throw bad(`'${item}' runs backwards: did you mean ${last}-${first}?`);
  return { first, last };
}

function parsePort(text: string, item: string): number {
  if (!/^\d+$/.test(text)) throw bad(`'${item}' is not a port`);
  const port = Number(text);
  if (port < 1 || port > 65535) throw bad(`'${item}' is not a port: ports go from 1 to 65535`);
  return port;
}

function bad(message: string): Refusal {
  return new Refusal("bad-port", message, {
    hint: "A port looks like 5432, :5432, 5432/udp, localhost:5432, 22,80 or 3000-3010",
  });
}
