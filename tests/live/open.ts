import type { Proto } from "../../src/model/socket.ts";
import * as libc from "./libc.ts";

/** A socket to be made. What is left out is not set. */
export interface SocketSpec extends libc.Target {
  readonly proto?: Proto;
  readonly reuseAddress?: boolean;
  readonly reusePort?: boolean;
  readonly v6only?: boolean;
  /** Interface to tie it to (SO_BINDTODEVICE). */
  readonly device?: string;
  /** Connections that may wait to be accepted; the kernel lets one more in. */
  readonly backlog?: number;
  /** A TCP socket that does not connect listens, unless this says that being bound is enough. */
  readonly listens?: false;
  readonly connectTo?: libc.Target;
}

/** Makes the socket; where a call fails, nothing is left open. */
export function open(spec: SocketSpec): number {
  const fd = libc.socket(spec.proto ?? "tcp", spec.address);
  try {
    for (const name of ["reuseAddress", "reusePort", "v6only"] as const) {
      const on = spec[name];
      if (on !== undefined) libc.setSwitch(fd, name, on);
    }
    if (spec.device !== undefined) libc.bindToDevice(fd, spec.device);
    libc.bind(fd, spec);
    if (spec.connectTo) libc.connect(fd, spec.connectTo);
    else if (spec.proto !== "udp" && spec.listens !== false) libc.listen(fd, spec.backlog);
    return fd;
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/**
 * The kernel gives local ports from 32768 on to whoever connects (`ip_local_port_range`, ip(7)): below
 * them, no connection of a stranger comes to stand on the port of a test.
 */
const QUIET_PORTS = { first: 15_000, last: 32_767 };

const handedOut = new Set<number>();

/** A port with no socket on it, of neither protocol and neither family, and never the same one twice. */
export function freePort(): number {
  for (;;) {
    const { first, last } = QUIET_PORTS;
    const port = first + Math.floor(Math.random() * (last - first + 1));
    if (handedOut.has(port)) continue;
    try {
      libc.close(open({ address: "::", port }));
      libc.close(open({ address: "::", port, proto: "udp" }));
      handedOut.add(port);
      return port;
    } catch (error) {
      if (!(error instanceof libc.ErrnoError)) throw error;
    }
  }
}
