import { isFailure, type Sight } from "../../host/host.ts";
import { type Container, isUp } from "../../model/container.ts";
import { defined } from "../../model/defined.ts";
import { asksFor, type Question } from "../../model/question.ts";
import type { Socket } from "../../model/socket.ts";
import { listenersOf, otherNamespaces } from "./namespaces.ts";
import { parseCmdline } from "./proc_pid.ts";

/**
 * The containers, with what this machine shows of them: whether the first process that their engine names
 * is one of this machine at all, and who listens in its network namespace. That is looked up where a port
 * is asked for that the container publishes; to see it takes root, or a container of one's own.
 */
export function lookIntoContainers(
  sight: Sight,
  question: Pick<Question, "ports">,
  containers: readonly Container[],
): readonly Container[] {
  const settled = containers.map((one) => settle(sight, one));
  const wanted = new Map<Container, string>();
  for (const one of settled) {
    if (
      one.pid === undefined || !one.publications.some(({ hostPort }) => asksFor(question, hostPort))
    ) {
      continue;
    }
    const link = sight.readLink(`/proc/${one.pid}/ns/net`);
    if (!isFailure(link)) wanted.set(one, link);
  }
  if (wanted.size === 0) return settled;
  const listeners = listenersByNamespace(sight, new Set(wanted.values()));
  return settled.map((one) => defined({ ...one, listeners: listeners.get(wanted.get(one) ?? "") }));
}

/** A pid that is no process of this container here belongs to a virtual machine, or to another host. */
function settle(sight: Sight, { pid, ...rest }: Container): Container {
  if (pid !== undefined && isFirstProcess(sight, pid, rest.id)) return { ...rest, pid };
  return isUp(rest) ? { ...rest, remote: true } : rest;
}

/** Its cgroup tells, or, without cgroups, the conmon that Podman starts it from: `conmon … -c <id> …`. */
function isFirstProcess(sight: Sight, pid: number, id: string): boolean {
  const cgroup = sight.readText(`/proc/${pid}/cgroup`);
  if (typeof cgroup === "string" && cgroup.includes(id)) return true;
  const stat = sight.readText(`/proc/${pid}/stat`);
  const parent = isFailure(stat) ? undefined : /\) \S (\d+)/.exec(stat)?.[1];
  const cmdline = sight.readText(`/proc/${parent}/cmdline`);
  return typeof cmdline === "string" && parseCmdline(cmdline).includes(id);
}

/** Who listens in these namespaces; one of portik's own shows its listeners anyway. */
function listenersByNamespace(
  sight: Sight,
  links: ReadonlySet<string>,
): ReadonlyMap<string, readonly Socket[]> {
  const own = sight.readLink("/proc/self/ns/net");
  if (isFailure(own)) return new Map();
  const others = [...otherNamespaces(sight, own)].filter(([link]) => links.has(link));
  return new Map(others.map(([link, pids]) => [link, listenersOf(sight, pids)]));
}
