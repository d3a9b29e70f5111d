import type { Sight } from "../host/host.ts";
import { containerIdOfPath } from "../model/cgroup.ts";
import type { Process } from "../model/process.ts";
import { isSilent, type Question } from "../model/question.ts";
import { isListener, type Socket } from "../model/socket.ts";
import { TRACES } from "./container_traces.ts";

/** What was seen before the question comes up whether a container is behind it. */
export interface Evidence {
  readonly sockets: readonly Socket[];
  readonly processes: readonly Process[];
}

/** The engines that portik can ask. */
type EngineName = keyof typeof TRACES;

const BOTH: readonly EngineName[] = ["docker", "podman"];

/**
 * Programs that hold a port on behalf of a container, and whose they are; dockerd does so itself where its
 * userland proxy is off, and conmon always does for Podman as root.
 */
const FORWARDERS: ReadonlyMap<string, EngineName> = new Map([
  ["docker-proxy", "docker"],
  ["dockerd", "docker"],
  ["com.docker.backend", "docker"],
  ["vpnkit", "docker"],
  ["rootlesskit", "docker"],
  ["OrbStack", "docker"],
  ["OrbStack Helper", "docker"],
  ["rootlessport", "podman"],
  ["conmon", "podman"],
  ["podman", "podman"],
  ["gvproxy", "podman"],
]);

/** Programs that may forward for either engine, or for none. */
const PERHAPS: ReadonlySet<string> = new Set([
  ...["slirp4netns", "pasta", "pasta.avx2", "passt", "passt.avx2", "ssh", "limactl", "wslrelay"],
]);

/**
 * The engines to ask. One costs more than everything else together, so in mode `auto` it is asked only
 * where a container of it could be behind the port: its forwarder or a process of a container holds it; or,
 * where the engine has left traces, the owner hides, or nobody listens at all (it can publish a port by
 * packet filter alone, and a stopped container may want it).
 */
export function enginesToAsk(
  sight: Sight,
  question: Question,
  evidence: Evidence,
): readonly EngineName[] {
  const named = namedEngines(sight, evidence);
  // Looked for in any case: a capture must have the answers to all questions that may be asked of it.
  const traced = isUnclear(question, evidence, named)
    ? BOTH.filter((one) => TRACES[one](sight))
    : [];
  if (question.engines === "always") return BOTH;
  return BOTH.filter((one) => named.has(one) || traced.includes(one));
}

function namedEngines(
  sight: Sight,
  { sockets, processes }: Evidence,
): ReadonlySet<EngineName | "unknown"> {
  const paths = sockets.filter(isListener).flatMap(({ cgroup }) =>
    cgroup !== undefined && containerIdOfPath(cgroup) !== undefined ? [cgroup] : []
  );
  return new Set([
    ...paths.map(engineOfPath),
    ...processes.flatMap(({ name, containerId, cgroup = "" }) => {
      const forwards = FORWARDERS.get(withoutExe(name));
      if (forwards) return [forwards];
      return containerId === undefined ? [] : [engineOfPath(cgroup)];
    }),
    ...(isBelowConmon(sight, processes) ? ["podman" as const] : []),
  ]);
}

/** Without cgroups of its own, a process of a container shows by its parent alone. */
function isBelowConmon(sight: Sight, processes: readonly Process[]): boolean {
  const parents = new Set(
    processes.flatMap(({ ppid, containerId }) =>
      ppid > 1 && containerId === undefined ? [ppid] : []
    ),
  );
  for (const { pid } of processes) parents.delete(pid);
  return sight.os === "linux" &&
    [...parents].some((pid) => sight.readText(`/proc/${pid}/comm`) === "conmon\n");
}

/** Samples: `/system.slice/docker-<id>.scope`, `/docker/<id>`, `/machine.slice/libpod-<id>.scope/container`. */
function engineOfPath(path: string): EngineName | "unknown" {
  if (/\/(?:docker-[0-9a-f]{64}|docker\/)/.test(path)) return "docker";
  return /\/libpod[-_]/.test(path) ? "podman" : "unknown";
}

/** True where what was seen does not tell by itself who stands behind a port. */
function isUnclear(
  question: Question,
  { sockets, processes }: Evidence,
  named: ReadonlySet<string>,
): boolean {
  const listeners = sockets.filter(isListener);
  if (isSilent(question, listeners)) return true;
  if (listeners.some(({ holders }) => holders.length === 0)) return true;
  if (named.has("unknown")) return true;
  const owners = new Set(listeners.flatMap(({ holders }) => holders.map(({ pid }) => pid)));
  return processes.some(({ pid, name }) => owners.has(pid) && PERHAPS.has(withoutExe(name)));
}

function withoutExe(name: string): string {
  return name.replace(/\.exe$/, "");
}
