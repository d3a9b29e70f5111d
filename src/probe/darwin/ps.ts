import type { Sight } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import type { Process, ProcessState } from "../../model/process.ts";
import { outputOrNothing } from "../output.ts";
import type { LookOptions } from "../probe.ts";

/**
 * Each keyword has an option of its own, because a header ends with its argument (`ps(1)`: `pid=,ppid=`
 * is a column pid with the header `,ppid=`), and what may hold blanks stands last. `-ww` keeps lines
 * whole.
 */
const psCommand = (...keywords: readonly string[]) => [
  "ps",
  "-axww",
  ...keywords.flatMap((keyword) => ["-o", `${keyword}=`]),
];

/** Start times come in the zone of the machine: UTC makes them the same for a capture. */
const TABLE = ["env", "TZ=UTC0", ...psCommand("pid", "ppid", "uid", "stat", "lstart", "ucomm")];
/** In the C locale `ps` would spell out the bytes of every letter that is not ASCII. */
const UTF8 = ["env", "LC_ALL=en_US.UTF-8"];
const PROGRAMS = [...UTF8, ...psCommand("pid", "comm")];
const COMMANDS = [...UTF8, ...psCommand("pid", "args")];
const USERS = psCommand("uid", "user");

/** Every process, by `ps` of macOS (`ps(1)`). */
export async function readProcessTable(sight: Sight, options: LookOptions): Promise<Process[]> {
  const [table, programs, commands] = await Promise.all(
    [TABLE, PROGRAMS, COMMANDS].map((argv) => outputOrNothing(sight, argv, options)),
  );
  return parsePs({
    table: table ?? "",
    programs: programs ?? "",
    commands: commands ?? "",
  });
}

/** Names of these users, who all have a process. */
export async function readUsers(
  sight: Sight,
  uids: ReadonlySet<number>,
  options: LookOptions,
): Promise<Record<string, string>> {
  if (uids.size === 0) return {};
  const users = parseNumbered(await outputOrNothing(sight, USERS, options));
  return Object.fromEntries([...users].filter(([uid]) => uids.has(uid)));
}

/** First letters of `stat` (`ps(1)` of macOS). */
const STATES: Readonly<Record<string, ProcessState>> = {
  I: "idle",
  R: "running",
  S: "sleeping",
  T: "stopped",
  U: "waiting",
  Z: "zombie",
};

/** pid, ppid, uid, stat, lstart in the 24 columns of `ctime(3)`, and the kernel's short name. */
const ROW =
  /^\s*(\d+)\s+(\d+)\s+(-?\d+)\s+(\S)\S*\s+([A-Z]\w\w [A-Z]\w\w [ \d]\d [\d:]{8} \d{4})\s(.*)$/;

/**
 * Joins three tables of `ps`, one row a process:
 *
 * ```
 *   812     1   501 Ss   Fri Nov 20 17:55:40 2026 node               pid ppid uid stat lstart ucomm
 *   812 /opt/homebrew/bin/node                                       pid comm
 *   812 node server.js --name my app                                 pid args
 * ```
 *
 * `argv` has one element, the whole line: where one argument ends and the next begins, only
 * `kern.procargs2` tells, which takes native code. Dates are in UTC.
 */
export function parsePs(
  { table, programs, commands }: Readonly<Record<"table" | "programs" | "commands", string>>,
): Process[] {
  const paths = parseNumbered(programs);
  const lines = parseNumbered(commands);
  return table.split("\n").flatMap((row) => {
    const match = ROW.exec(row);
    if (!match) return [];
    const [, pidText, ppid, uid, letter = "", start = "", ucomm = ""] = match;
    const pid = Number(pidText);
    const path = paths.get(pid) ?? "";
    const line = lines.get(pid) ?? "";
    const started = Date.parse(`${start} UTC`);
    return [defined({
      pid,
      ppid: Number(ppid),
      name: fullName(ucomm.trim(), path),
      state: STATES[letter] ?? "running",
      argv: line === "" ? [] : [line],
      exe: path.startsWith("/") ? path : undefined,
      uid: Number(uid),
      ...(Number.isNaN(started)
        ? {}
        : { startTicks: started / 1000, startedAt: new Date(started).toISOString() }),
    })];
  });
}

/** The kernel cuts names after 16 bytes (MAXCOMLEN of `sys/param.h`); the program's path knows better. */
function fullName(name: string, path: string): string {
  const base = path.split("/").at(-1) ?? "";
  return name.length >= 15 && base.startsWith(name) ? base : name;
}

/** Reads rows of a number and a text, such as `  501 alice`. */
function parseNumbered(table: string): ReadonlyMap<number, string> {
  const rows = new Map<number, string>();
  for (const line of table.split("\n")) {
    const [, number, text = ""] = /^\s*(-?\d+)\s(.*)$/.exec(line) ?? [];
    if (number !== undefined) rows.set(Number(number), text.trim());
  }
  return rows;
}
