import { type Host, isFailure } from "../../host/host.ts";

/** Sign of life of a process. */
export interface Pulse {
  /** As `Process.startTicks`: another number under the same pid is another process. */
  readonly startTicks: number;
  /** First letter of its state (`proc_pid_stat(5)`, `ps(1)`); `?` on Windows. */
  readonly state: string;
  /** It runs no more, although its entry is there: a zombie, and no thread of it lives on. */
  readonly dead: boolean;
}

/** What is told of these processes now; who is gone is missing. */
export type Pulses = ReadonlyMap<number, Pulse>;

/** Deadline of the program that is asked, where one is. */
const DEADLINE = 5000;

/** Reads the signs of life of some processes, at most a few milliseconds old on Linux. */
export async function readPulses(
  host: Pick<Host, "os" | "readText" | "run">,
  pids: readonly number[],
): Promise<Pulses> {
  if (pids.length === 0) return new Map();
  switch (host.os) {
    case "linux":
      return new Map(pids.flatMap((pid) => {
        const pulse = linuxPulse(host, pid);
        return pulse ? [[pid, pulse] as const] : [];
      }));
    case "darwin":
      return parseDarwin(await output(host, darwinCommand(pids)));
    case "windows":
      return parseWindows(await output(host, windowsCommand(pids)));
  }
}

async function output(host: Pick<Host, "run">, argv: readonly string[]): Promise<string> {
  const ran = await host.run(argv, { timeout: DEADLINE });
  return isFailure(ran) ? "" : ran.stdout;
}

/** Read at once, so that next to nothing can happen between this and a signal. */
export function linuxPulse(host: Pick<Host, "readText">, pid: number): Pulse | undefined {
  const text = host.readText(`/proc/${pid}/stat`);
  return isFailure(text) ? undefined : parsePulse(text);
}

/**
 * Reads `/proc/PID/stat` (`proc_pid_stat(5)`): after the last `)`, which ends the name, come the state, and
 * as the 18th and 20th of these fields the number of threads and the start time.
 */
export function parsePulse(text: string): Pulse | undefined {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = ""] = fields;
  const [threads, startTicks] = [Number(fields[17]), Number(fields[19])];
  if (!/^[A-Za-z]$/.test(state) || !Number.isFinite(startTicks)) return undefined;
  const dead = state === "X" || state === "x" || (state === "Z" && !(threads > 1));
  return { startTicks, state, dead };
}

function darwinCommand(pids: readonly number[]): string[] {
  const columns = ["pid", "stat", "lstart"].flatMap((one) => ["-o", `${one}=`]);
  return ["env", "TZ=UTC0", "ps", "-ww", ...columns, "-p", pids.join(",")];
}

/** Reads lines like `  812 S    Fri Nov 20 17:55:40 2026`, in UTC. */
export function parseDarwin(output: string): Pulses {
  return new Map(
    output.split("\n").flatMap((line) => {
      const [, pid, state = "", started = ""] = /^\s*(\d+)\s+(\S)\S*\s+(\S.*\S)\s*$/.exec(line) ??
        [];
      const startTicks = Date.parse(`${started} UTC`) / 1000;
      if (pid === undefined || Number.isNaN(startTicks)) return [];
      return [[Number(pid), { startTicks, state, dead: state === "Z" }] as const];
    }),
  );
}

function windowsCommand(pids: readonly number[]): string[] {
  const which = pids.map((pid) => `ProcessId=${pid}`).join(" OR ");
  const script = `Get-CimInstance -ClassName Win32_Process -Filter '${which}'|ForEach-Object{` +
    `[string]$_.ProcessId+' '+$_.CreationDate.ToUniversalTime().ToString('o')}`;
  return ["powershell", "-NoProfile", "-NonInteractive", "-Command", script];
}

/** Reads lines like `8120 2026-11-20T16:55:40.1234567Z`. */
export function parseWindows(output: string): Pulses {
  return new Map(
    output.split(/\r?\n/).flatMap((line) => {
      const [, pid, date = ""] = /^(\d+) (\S+)$/.exec(line.trim()) ?? [];
      const startTicks = Date.parse(date.replace(/(\.\d{3})\d+/, "$1"));
      if (pid === undefined || Number.isNaN(startTicks)) return [];
      return [[Number(pid), { startTicks, state: "?", dead: false }] as const];
    }),
  );
}
