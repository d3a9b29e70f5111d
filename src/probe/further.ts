import type { Sight } from "../host/host.ts";
import type { Process } from "../model/process.ts";
import type { FactName, Question } from "../model/question.ts";
import type { Caller, Gap, Snapshot } from "../model/snapshot.ts";
import type { PlatformProbes } from "./platform.ts";
import type { LookOptions } from "./probe.ts";

/** Facts that few questions are about, and what was not to be seen of them. */
export interface Further {
  readonly facts: Pick<Snapshot, "sessions" | "addresses" | "routes">;
  readonly known: readonly FactName[];
  readonly gaps: readonly Gap[];
}

/** Looks for those of these facts that the question is about, among the processes of the look. */
export async function readFurther(
  probes: PlatformProbes,
  sight: Sight,
  { facts }: Question,
  options: LookOptions,
  { processes, caller }: { readonly processes: readonly Process[]; readonly caller: Caller },
): Promise<Further> {
  const found: { -readonly [K in keyof Further["facts"]]: Further["facts"][K] } = {};
  const gaps: Gap[] = [];
  if (facts.includes("sessions")) {
    const { readTmuxSessions } = await import("./tmux.ts");
    const { readSupervised } = await import("./supervisord.ts");
    const known = { processes, caller };
    const [tmux, supervisorctl, services] = await Promise.all([
      readTmuxSessions(sight, known, options),
      readSupervised(sight, known, options),
      probes.readServices?.(sight, caller, options) ?? { sessions: [], missing: [] },
    ]);
    const told = { tmux, supervisorctl, services };
    found.sessions = Object.values(told).flatMap(({ sessions }) => sessions);
    for (const [source, { missing }] of Object.entries(told)) {
      for (const reason of missing) gaps.push({ fact: "sessions", source, reason });
    }
  }
  if (facts.includes("addresses") && probes.readAddresses) {
    found.addresses = await probes.readAddresses(sight, caller, options);
  }
  if (facts.includes("routes")) {
    const { readRoutes } = await import("./routes/mod.ts");
    const { routes, missing } = readRoutes(sight, processes);
    found.routes = routes;
    for (const { file, reason } of missing) gaps.push({ fact: "routes", source: file, reason });
  }
  const missed = new Set(gaps.map(({ fact }) => fact));
  const known = (Object.keys(found) as (keyof typeof found)[]).filter((fact) => !missed.has(fact));
  return { facts: found, known, gaps };
}
