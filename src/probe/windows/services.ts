import type { Sight } from "../../host/host.ts";
import type { NamedProcess } from "../../model/snapshot.ts";
import type { LookOptions } from "../probe.ts";
import { isMissing, objectsOf, readPowerShell } from "./powershell.ts";

/** Every service that runs, with its process; several may share one. */
export const SCRIPT = "$s=@(Get-CimInstance -ClassName Win32_Service -Filter 'ProcessId>0'|" +
  "Select-Object ProcessId,Name);ConvertTo-Json -Compress -InputObject $s";

/** Which service of Windows each process is, by `Win32_Service`. */
export async function readServices(
  sight: Sight,
  options: LookOptions,
): Promise<{ sessions: readonly NamedProcess[]; missing: readonly string[] }> {
  const answer = await readPowerShell(sight, SCRIPT, options);
  return isMissing(answer)
    ? { sessions: [], missing: [answer.missing] }
    : { sessions: parseServices(answer), missing: [] };
}

/** Reads `[{"ProcessId":1044,"Name":"W32Time"}]`. */
export function parseServices(answer: unknown): NamedProcess[] {
  return objectsOf(answer).flatMap(({ ProcessId: pid, Name: name }) =>
    typeof pid === "number" && typeof name === "string"
      ? [{ by: "windows-services", pid, name }]
      : []
  );
}
