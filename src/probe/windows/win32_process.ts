import { objectsOf } from "./powershell.ts";

/** Every process with what `Win32_Process` tells of it. */
export const SCRIPT = "$p=@(Get-CimInstance -ClassName Win32_Process|" +
  "Select-Object ProcessId,ParentProcessId,Name,CommandLine,ExecutablePath," +
  "@{n='CreationDate';e={if($_.CreationDate){$_.CreationDate.ToUniversalTime().ToString('o')}}});" +
  "ConvertTo-Json -Compress -InputObject $p";

/** One process as `Win32_Process` has it; of those of others an ordinary user sees neither line nor path. */
export interface Win32Process {
  readonly pid: number;
  readonly ppid: number;
  readonly name: string;
  readonly commandLine?: string;
  readonly path?: string;
  /** Milliseconds since 1970. */
  readonly started?: number;
}

/**
 * Reads what SCRIPT prints, or the same from `Win32_Process | ConvertTo-Json`, where Windows PowerShell
 * spells dates as `/Date(1763665921123)/`:
 *
 * ```
 * [{"ProcessId":8120,"ParentProcessId":1044,"Name":"node.exe","CommandLine":"\"C:\\Program Files\\nodejs\\node.exe\" server.js",
 *   "ExecutablePath":"C:\\Program Files\\nodejs\\node.exe","CreationDate":"2026-11-20T16:55:40.1234567Z"}]
 * ```
 */
export function parseWin32Processes(answer: unknown): Win32Process[] {
  return objectsOf(answer).flatMap((row) => {
    const { ProcessId: pid, ParentProcessId: ppid, Name, CommandLine, ExecutablePath } = row;
    if (typeof pid !== "number" || typeof Name !== "string") return [];
    const started = timeOf(row.CreationDate);
    return [{
      pid,
      ppid: typeof ppid === "number" ? ppid : 0,
      name: Name,
      ...(typeof CommandLine === "string" ? { commandLine: CommandLine } : {}),
      ...(typeof ExecutablePath === "string" ? { path: ExecutablePath } : {}),
      ...(started === undefined ? {} : { started }),
    }];
  });
}

/** Dates of .NET have seven digits behind the point, one of ECMAScript has three. */
function timeOf(date: unknown): number | undefined {
  if (typeof date !== "string") return undefined;
  const number = /^\/Date\((\d+)\)\/$/.exec(date)?.[1];
  const time = number === undefined
    ? Date.parse(date.replace(/(\.\d{3})\d+/, "$1"))
    : Number(number);
  return Number.isNaN(time) ? undefined : time;
}
