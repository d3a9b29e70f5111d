import { baseName } from "../../../model/command_words.ts";
import { type Case, nameProcess } from "../case.ts";
import type { Cause } from "../cause.ts";

/**
 * The Service Control Manager of Windows, `services.exe`, is the parent of every service process.
 * `svchost.exe -k GROUP -s NAME` says which service it runs; of other programs the name is not to be seen.
 */
export function windowsService({ machine, line }: Case): Cause | undefined {
  if (machine.snapshot.platform !== "windows") return undefined;
  const at = line.findIndex(({ name }, i) => i > 0 && /^services(?:\.exe)?$/i.test(name));
  const [manager, service] = [line[at], line[at - 1]];
  if (!manager || !service) return undefined;
  const words = service.argv;
  const name = /^svchost$/i.test(baseName(service.name))
    ? words[words.indexOf("-s") + 1]
    : undefined;
  const known = words.includes("-s") ? name : undefined;
  return {
    kind: "windows-service",
    tool: "services.exe",
    ...(known === undefined ? { details: `program ${service.name}` } : { name: known }),
    pid: service.pid,
    confidence: "certain",
    evidence: [`${nameProcess(service)} was started by ${nameProcess(manager)}`],
    ...(known === undefined ? {} : { stopWith: ["sc", "stop", known] }),
  };
}
