import type { Proto } from "../../src/model/socket.ts";

/**
 * Sockets made as a C server makes them, by the calls of `libc.so.6`: no option is set that was not
 * asked for, and without SOCK_CLOEXEC every child of this process inherits them, `ss` included. So a
 * process that holds such a socket should not be the one that looks at it.
 */

/** A call of libc failed; `code` is the name in `errno(3)`. */
export class ErrnoError extends Error {
  readonly code: string;

  /** Names the call and what errno was right after it. */
  constructor(call: string, errno: number) {
    const code = ERRNO_NAMES[errno] ?? `errno ${errno}`;
    super(`${call}: ${code}`);
    this.name = "ErrnoError";
    this.code = code;
  }
}

/** Numbers of `asm-generic/errno.h`, which x86-64 and arm64 share. */
const ERRNO_NAMES: Readonly<Record<number, string>> = {
  1: "EPERM",
  9: "EBADF",
  11: "EAGAIN",
  13: "EACCES",
  19: "ENODEV",
  22: "EINVAL",
  97: "EAFNOSUPPORT",
  98: "EADDRINUSE",
  99: "EADDRNOTAVAIL",
  101: "ENETUNREACH",
  106: "EISCONN",
  107: "ENOTCONN",
  111: "ECONNREFUSED",
  115: "EINPROGRESS",
};

const AF_INET = 2;
const AF_INET6 = 10;
const SOL_SOCKET = 1;
const IPPROTO_IPV6 = 41;
const PR_SET_CHILD_SUBREAPER = 36;
const PR_SET_PDEATHSIG = 1;
const PR_SET_NAME = 15;
const SIGKILL = 9;
/** Linux calls that glibc has no function for: `_exit` there ends the whole process. */
const SYS_EXIT = { x86_64: 60n, aarch64: 93n } as const;

/** Level and number of each switch (`socket(7)`, `ipv6(7)`). */
const SWITCHES = {
  reuseAddress: [SOL_SOCKET, 2],
  reusePort: [SOL_SOCKET, 15],
  v6only: [IPPROTO_IPV6, 26],
} as const;
const SO_BINDTODEVICE = 25;

const SIGNATURES = {
  __errno_location: { parameters: [], result: "pointer" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  listen: { parameters: ["i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "i64" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "i64" },
  accept: { parameters: ["i32", "pointer", "pointer"], result: "i32" },
  shutdown: { parameters: ["i32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  inet_pton: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  if_nametoindex: { parameters: ["buffer"], result: "u32" },
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  syscall: { parameters: ["i64", "i64"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;

let library: Deno.DynamicLibrary<typeof SIGNATURES> | undefined;

/** Opened at the first call, so that other systems can at least load this file. */
function libc() {
  library ??= Deno.dlopen("libc.so.6", SIGNATURES);
  return library.symbols;
}

/** Passes a result on; -1 becomes an error with the errno of this very moment. */
function checked(call: string, result: number): number {
  if (result !== -1) return result;
  const location = libc().__errno_location();
  const errno = location === null ? 0 : new Deno.UnsafePointerView(location).getInt32();
  throw new ErrnoError(call, errno);
}

/** An address to bind or to connect to; `zone` is an interface name for a link-local address. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly zone?: string;
}

/** A new socket, of the family of `address`; returns its descriptor. */
export function socket(proto: Proto, address: string): number {
  const family = address.includes(":") ? AF_INET6 : AF_INET;
  return checked("socket", libc().socket(family, proto === "tcp" ? 1 : 2, 0));
}

/** Turns SO_REUSEADDR, SO_REUSEPORT or IPV6_V6ONLY on or off. */
export function setSwitch(fd: number, name: keyof typeof SWITCHES, on: boolean): void {
  const [level, option] = SWITCHES[name];
  const value = new Uint8Array(new Int32Array([on ? 1 : 0]).buffer);
  checked("setsockopt", libc().setsockopt(fd, level, option, value, 4));
}

/** Ties a socket to one network interface (SO_BINDTODEVICE). */
export function bindToDevice(fd: number, device: string): void {
  const name = cString(device);
  checked("setsockopt", libc().setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, name.length));
}

/** Gives a socket its address. */
export function bind(fd: number, target: Target): void {
  const address = sockaddr(target);
  checked("bind", libc().bind(fd, address, address.length));
}

/** Lets a socket wait for clients. */
export function listen(fd: number, backlog = 128): void {
  checked("listen", libc().listen(fd, backlog));
}

/** Connects a socket, and waits until that is done: for peers on this machine alone. */
export function connect(fd: number, target: Target): void {
  const address = sockaddr(target);
  checked("connect", libc().connect(fd, address, address.length));
}

/** Sends one byte by a connected socket; fails where the peer has refused what was sent before. */
export function sendByte(fd: number): void {
  checked("send", Number(libc().send(fd, new Uint8Array([65]), 1n, 0)));
}

/** True where something has come; does not wait for it (MSG_DONTWAIT is 0x40 in `socket.h`). */
export function hasReceived(fd: number): boolean {
  try {
    return checked("recv", Number(libc().recv(fd, new Uint8Array(16), 16n, 0x40))) > 0;
  } catch (error) {
    if (error instanceof ErrnoError && error.code === "EAGAIN") return false;
    throw error;
  }
}

/** Takes the next client of a listener, and waits for it; returns the new descriptor. */
export function accept(fd: number): number {
  return checked("accept", libc().accept(fd, null, null));
}

/** Ends the sending half of a connection. */
export function shutdownWrite(fd: number): void {
  checked("shutdown", libc().shutdown(fd, 1));
}

/** Closes a descriptor. */
export function close(fd: number): void {
  checked("close", libc().close(fd));
}

/** The port that a socket is bound to. */
export function localPort(fd: number): number {
  const address = new Uint8Array(28);
  const length = new Uint8Array(new Uint32Array([address.length]).buffer);
  checked("getsockname", libc().getsockname(fd, address, length));
  return new DataView(address.buffer).getUint16(2);
}

/** Renames the calling thread; the kernel keeps 15 bytes (PR_SET_NAME). */
export function setThreadName(name: string): void {
  const bytes = cString(name);
  prctl(PR_SET_NAME, Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}

/** Has this process killed when the thread that started it ends (PR_SET_PDEATHSIG). */
export function dieWithParent(): void {
  prctl(PR_SET_PDEATHSIG, BigInt(SIGKILL));
}

/** Leaves orphans to whoever takes them otherwise: the end of PR_SET_CHILD_SUBREAPER in this process. */
export function adoptNobody(): void {
  prctl(PR_SET_CHILD_SUBREAPER, 0n);
}

function prctl(option: number, value: bigint): void {
  checked("prctl", libc().prctl(option, value, 0n, 0n, 0n));
}

/** Ends the calling thread alone, and neither its process nor the other threads. */
export function exitThread(): never {
  libc().syscall(SYS_EXIT[Deno.build.arch], 0n);
  throw new Error("The thread that has exited goes on");
}

/** `struct sockaddr_in` (`ip(7)`) or `struct sockaddr_in6` (`ipv6(7)`). */
function sockaddr({ address, port, zone }: Target): Uint8Array<ArrayBuffer> {
  const v6 = address.includes(":");
  const bytes = new Uint8Array(v6 ? 28 : 16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, v6 ? AF_INET6 : AF_INET, true);
  view.setUint16(2, port);
  const done = libc().inet_pton(
    v6 ? AF_INET6 : AF_INET,
    cString(address),
    bytes.subarray(v6 ? 8 : 4),
  );
  if (done !== 1) throw new TypeError(`Not an IP address: "${address}"`);
  if (zone !== undefined) view.setUint32(24, libc().if_nametoindex(cString(zone)), true);
  return bytes;
}

function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}
