import { baseName } from "../../../model/command_words.ts";
import { type Case, nameProcess } from "../case.ts";
import type { Cause } from "../cause.ts";

/**
 * The Service Control Manager of Windows, `services.exe`, is the parent of every service process.
 * `svchost.exe -k GROUP -s NAME` says which service it runs; of other programs the list of services does.
 */
export function windowsService({ machine, line }: Case): Cause | undefined {
  if (machine.snapshot.platform !== "windows") return undefined;
  const list = (machine.snapshot.sessions ?? []).filter(({ by }) => by === "windows-services");
  const at = line.findIndex(({ name }, i) => i > 0 && /^services(?:\.exe)?$/i.test(name));
  const manager = line[at];
  const service = line.find(({ pid }) => list.some((one) => one.pid === pid)) ?? line[at - 1];
  if (!service) return undefined;
  const words = service.argv;
  const name = /^svchost$/i.test(baseName(service.name))
    ? words[words.indexOf("-s") + 1]
    : undefined;
  const listed = list.filter(({ pid }) => pid === service.pid).map((one) => one.name);
  const only = listed.length === 1 ? listed[0] : undefined;
  const known = words.includes("-s") ? name : only;
  return {
    kind: "windows-service",
    tool: "services.exe",
    ...(known === undefined
      ? { details: listed.length > 0 ? listed.join(", ") : `program ${service.name}` }
      : { name: known }),
    pid: service.pid,
    confidence: "certain",
    evidence: [
      manager
        ? `${nameProcess(service)} was started by ${nameProcess(manager)}`
        : `${nameProcess(service)} is among the services that run`,
    ],
    ...(known === undefined ? {} : { stopWith: ["sc.exe", "stop", known] }),
  };
}
