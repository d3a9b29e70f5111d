import { type Failure, isFailure, type Sight } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import type { Caller, Settings } from "../../model/snapshot.ts";

/** Numbers of `capabilities(7)`, from `linux/capability.h`. */
const CAP_DAC_READ_SEARCH = 2n;
const CAP_NET_BIND_SERVICE = 10n;
const CAP_SYS_PTRACE = 19n;

/** Who runs portik, from `/proc/self/status` (`proc_pid_status(5)`), without asking for a permission. */
export function readCaller(sight: Sight): Caller {
  const status = sight.readText("/proc/self/status");
  if (typeof status !== "string") return { pid: sight.pid };
  const { mayBindPrivileged, ...rest } = parseStatus(status);
  if (rest.seesAllOwners && isConfined(sight)) {
    // Whether binding is allowed hangs on who made the network namespace, which nothing here tells.
    return { pid: sight.pid, ...rest, seesAllOwners: false };
  }
  return { pid: sight.pid, ...rest, ...defined({ mayBindPrivileged }) };
}

/**
 * True for the root of a user namespace in which even pid 1 is not, such as `unshare -r` makes: its
 * capabilities count for nothing outside (`user_namespaces(7)`).
 */
function isConfined(sight: Sight): boolean {
  const map = sight.readText("/proc/self/uid_map");
  if (typeof map !== "string" || /^\s*0\s+0\s+4294967295\s*$/.test(map)) return false;
  return isFailure(sight.readLink("/proc/1/ns/net"));
}

/** Reads the lines `Uid:\t0\t0\t0\t0` and `CapEff:\t000001ffffffffff`. */
export function parseStatus(status: string): Omit<Caller, "pid"> {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  const mask = /^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1];
  const has = (capability: bigint) =>
    mask === undefined ? undefined : ((BigInt(`0x${mask}`) >> capability) & 1n) === 1n;
  return defined({
    uid: uid === undefined ? undefined : Number(uid),
    mayBindPrivileged: has(CAP_NET_BIND_SERVICE),
    seesAllOwners: has(CAP_SYS_PTRACE) && has(CAP_DAC_READ_SEARCH),
  });
}

/** Reads the settings that decide about ports (the kernel's ip-sysctl document). */
export function readSettings(sight: Sight): Settings {
  const read = (name: string) => {
    const text = sight.readText(`/proc/sys/net/ipv4/${name}`);
    return typeof text === "string" ? (text.match(/\d+/g) ?? []).map(Number) : [];
  };
  const [unprivilegedPortStart] = read("ip_unprivileged_port_start");
  const [first, last] = read("ip_local_port_range");
  return defined({
    unprivilegedPortStart,
    ephemeralRange: first === undefined || last === undefined ? undefined : { first, last },
    reservedPorts: parseReserved(sight.readText("/proc/sys/net/ipv4/ip_local_reserved_ports")),
  });
}

/** Reads `8080,9148,10000-10010`, or an empty line where no port is reserved. */
function parseReserved(text: string | Failure): Settings["reservedPorts"] {
  if (typeof text !== "string") return undefined;
  return [...text.matchAll(/(\d+)(?:-(\d+))?/g)].map(([, first, last = first]) => {
    return { first: Number(first), last: Number(last) };
  });
}
