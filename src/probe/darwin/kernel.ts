import type { Sight } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import type { Caller, Settings } from "../../model/snapshot.ts";
import { outputOrNothing } from "../output.ts";
import type { LookOptions } from "../probe.ts";

/**
 * Lowest port that everyone may bind on any address. It is no setting on macOS: `in6_pcbbind` of xnu asks
 * for root below IPV6PORT_RESERVED, and since 10.14 only where the address is no wildcard.
 */
const IPPORT_RESERVED = 1024;

/** Who runs portik, by `id -u` (`id(1)`). Root alone may look into every process. */
export async function readCaller(sight: Sight, options: LookOptions): Promise<Caller> {
  const text = (await outputOrNothing(sight, ["id", "-u"], options)).trim();
  if (!/^\d+$/.test(text)) return { pid: sight.pid };
  const root = text === "0";
  return { pid: sight.pid, uid: Number(text), mayBindPrivileged: root, seesAllOwners: root };
}

/** Reads the settings that decide about ports (`sysctl(8)`, `inet(4)`). */
export async function readSettings(sight: Sight, options: LookOptions): Promise<Settings> {
  const names = ["net.inet.ip.portrange.first", "net.inet.ip.portrange.last"];
  return parseSysctl(await outputOrNothing(sight, ["sysctl", ...names], options));
}

/** Reads the lines `net.inet.ip.portrange.first: 49152` and `….last: 65535`. */
export function parseSysctl(output: string): Settings {
  const read = (name: string) => {
    const text = new RegExp(String.raw`^net\.inet\.ip\.portrange\.${name}: (\d+)$`, "m").exec(
      output,
    );
    return text === null ? undefined : Number(text[1]);
  };
  const [first, last] = [read("first"), read("last")];
  return defined({
    unprivilegedPortStart: IPPORT_RESERVED,
    ephemeralRange: first === undefined || last === undefined ? undefined : { first, last },
  });
}
