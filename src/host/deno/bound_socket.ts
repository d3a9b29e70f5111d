import { canonicalAddress } from "../../model/address.ts";
import type { Endpoint, Proto } from "../../model/socket.ts";
import type { Failure } from "../host.ts";

/** Numbers of Linux on x86-64 and arm64 (`socket(2)`, `ipv6(7)`). */
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
const IPPROTO_IPV6 = 41;
const IPV6_V6ONLY = 26;

/** Errno numbers that making and binding a socket may give (`asm-generic/errno.h`). */
const ERRNO_NAMES: Readonly<Record<number, string>> = {
  1: "EPERM",
  13: "EACCES",
  22: "EINVAL",
  23: "ENFILE",
  24: "EMFILE",
  97: "EAFNOSUPPORT",
  98: "EADDRINUSE",
  99: "EADDRNOTAVAIL",
};

const SYMBOLS = {
  __errno_location: { parameters: [], result: "pointer" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];
let libc: Libc | false | undefined;

/** A socket that is bound and nothing more. */
export interface BoundSocket {
  readonly port: number;
  /**
   * Sets SO_REUSEADDR, which Linux looks at when somebody else binds: TCP servers that have it, too, get the
   * port while this socket does not listen (`inet_csk_bind_conflict` of the kernel).
   */
  share(): void;
  close(): void;
}

/**
 * Binds a socket that neither listens nor has SO_REUSEADDR: nobody else can bind the port on this address,
 * and clients are refused as if nobody were there. It also fails where an old connection is still in
 * TIME_WAIT (`socket(7)`). Children do not inherit it. `::` takes IPv4 as well. Undefined where the calls
 * of the C library are not to be had: on other systems than Linux, and where it is not glibc.
 */
export function bindSocket(proto: Proto, at: Endpoint): BoundSocket | Failure | undefined {
  libc ??= openLibc();
  if (!libc) return undefined;
  const calls = libc;
  const v6 = at.address.includes(":");
  const type = (proto === "tcp" ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC;
  const fd = calls.socket(v6 ? AF_INET6 : AF_INET, type, 0);
  if (fd < 0) return failureNow(calls);
  if (at.address === "::") {
    calls.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, new Uint8Array(4), 4);
  }
  const address = v6 ? sockaddr6(at) : sockaddr4(at);
  if (calls.bind(fd, address, address.length) < 0) {
    const failure = failureNow(calls);
    calls.close(fd);
    return failure;
  }
  calls.getsockname(fd, address, new Uint32Array([address.length]));
  const port = ((address[2] ?? 0) << 8) | (address[3] ?? 0);
  const yes = new Uint8Array(new Int32Array([1]).buffer);
  return {
    port,
    share: () => void calls.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, yes, 4),
    close: () => void calls.close(fd),
  };
}

function openLibc(): Libc | false {
  if (Deno.build.os !== "linux") return false;
  try {
    return Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** The errno of the call before; anything between the two would change it. */
function failureNow(calls: Libc): Failure {
  const place = calls.__errno_location();
  const errno = place === null ? 0 : new Deno.UnsafePointerView(place).getInt32();
  return { failed: ERRNO_NAMES[errno] ?? `errno ${errno}` };
}

/** `struct sockaddr_in` (`ip(7)`): family in host order, port in network order, address. */
function sockaddr4({ address, port }: Endpoint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  bytes.set([AF_INET, 0, port >> 8, port & 255, ...address.split(".").map(Number)]);
  return bytes;
}

/** `struct sockaddr_in6` (`ipv6(7)`): between port and address lie four bytes of flow information. */
function sockaddr6({ address, port }: Endpoint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(28);
  bytes.set([AF_INET6, 0, port >> 8, port & 255]);
  bytes.set(bytesOfIpv6(address), 8);
  return bytes;
}

/** The 16 bytes of an IPv6 address in canonical text. */
function bytesOfIpv6(text: string): number[] {
  const address = canonicalAddress(text) ?? text;
  const [head = "", tail] = address.split("::");
  const groups = (part: string | undefined) => part ? part.split(":").flatMap(wordsOf) : [];
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...zeros, ...after].flatMap((word) => [word >> 8, word & 255]);
}

/** One group of hexadecimal digits, or the IPv4 address that may stand at the end (RFC 5952, section 5). */
function wordsOf(group: string): number[] {
  if (!group.includes(".")) return [parseInt(group, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
