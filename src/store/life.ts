import { type Host, isFailure } from "../host/host.ts";
import type { Life } from "../model/lease.ts";

/** What telling the living from the dead asks of the world. */
export type LifeHost = Pick<Host, "os" | "readText" | "run">;

/** Deadline of one program that is asked about processes, in ms. */
const TIMEOUT = 10_000;

/**
 * When each of these processes started, for those that are alive: what a zombie has left does not count.
 * On Linux the boot and the clock ticks since then (`proc_pid_stat(5)`), elsewhere a time of day.
 */
export async function startsOf(
  host: LifeHost,
  pids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const asked = [...new Set(pids)];
  if (asked.length === 0) return new Map();
  if (host.os === "linux") return startsOnLinux(host, asked);
  const argv = host.os === "darwin" ? psCommand(asked) : powershellCommand(asked);
  const ran = await host.run(argv, { timeout: TIMEOUT });
  return isFailure(ran) ? new Map() : parseStarts(ran.stdout);
}

/** The life of one process, or undefined where it is gone. */
export async function lifeOf(host: LifeHost, pid: number): Promise<Life | undefined> {
  const started = (await startsOf(host, [pid])).get(pid);
  return started === undefined ? undefined : { pid, started };
}

function startsOnLinux(host: LifeHost, pids: readonly number[]): ReadonlyMap<number, string> {
  const boot = host.readText("/proc/sys/kernel/random/boot_id");
  const id = isFailure(boot) ? "" : boot.trim();
  return new Map(pids.flatMap((pid): [number, string][] => {
    const stat = host.readText(`/proc/${pid}/stat`);
    const ticks = isFailure(stat) ? undefined : ticksOf(stat);
    return ticks === undefined ? [] : [[pid, `${id} ${ticks}`]];
  }));
}

/** Field 22 of a line whose second field is a name in brackets that may hold anything. */
function ticksOf(stat: string): string | undefined {
  const [state = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return /[ZX]/.test(state) ? undefined : rest[18];
}

function psCommand(pids: readonly number[]): string[] {
  return ["ps", "-o", "pid=,stat=,lstart=", "-p", pids.join(",")];
}

function powershellCommand(pids: readonly number[]): string[] {
  const script = `Get-Process -Id ${pids.join(",")} -ErrorAction SilentlyContinue | ` +
    `ForEach-Object { "$($_.Id) R $($_.StartTime.Ticks)" }`;
  return ["powershell", "-NoProfile", "-NonInteractive", "-Command", script];
}

/** Lines of a pid, a state (`ps(1)`), and a time in any form: `812 Ss Sat Nov 21 14:54:33 2026`. */
export function parseStarts(stdout: string): ReadonlyMap<number, string> {
  const lines = stdout.matchAll(/^\s*(\d+)\s+(\S+)\s+(\S.*?)\s*$/gm);
  return new Map(
    [...lines].filter(([, , state = ""]) => !state.startsWith("Z"))
      .map(([, pid, , started = ""]) => [Number(pid), started]),
  );
}
