import type { Sight } from "../../host/host.ts";
import { outputOf } from "../output.ts";
import type { LookOptions, Missing } from "../probe.ts";

/**
 * Runs a script in Windows PowerShell, which every Windows since 7 has, and reads the JSON it prints.
 * Starting it takes a second and more, so it gets twice the deadline of other programs. A script may
 * hold no double quote.
 */
export async function readPowerShell(
  sight: Sight,
  script: string,
  { probeTimeout }: LookOptions,
): Promise<unknown | Missing> {
  const output = await outputOf(sight, powershellCommand(script), {
    probeTimeout: probeTimeout * 2,
  });
  if (typeof output !== "string") return output;
  try {
    return JSON.parse(output.replace(/^\uFEFF/, ""));
  } catch {
    return { missing: "powershell printed something that is not JSON" };
  }
}

/** The argument list that runs a script without a profile of the user's. */
export function powershellCommand(script: string): string[] {
  return ["powershell", "-NoProfile", "-NonInteractive", "-Command", `${PREFACE}${script}`];
}

/** Stops at the first error, is silent till then, and prints UTF-8 whatever the console's code page. */
const PREFACE = "$ErrorActionPreference='Stop';$ProgressPreference='SilentlyContinue';" +
  "[Console]::OutputEncoding=[Text.Encoding]::UTF8;";

/** True where a script gave no answer. */
export function isMissing(answer: unknown): answer is Missing {
  return typeof answer === "object" && answer !== null && "missing" in answer;
}

/**
 * The objects of a list as `ConvertTo-Json` prints it: one object alone comes without its list, and
 * Windows PowerShell at times wraps a list as `{"value":[…],"Count":2}`.
 */
export function objectsOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf);
  if (typeof value !== "object" || value === null) return [];
  const fields = value as Record<string, unknown>;
  return Array.isArray(fields.value) && "Count" in fields ? objectsOf(fields.value) : [fields];
}
