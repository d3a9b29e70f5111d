import type { PortContainer } from "../../../model/listener.ts";
import type { Process } from "../../../model/process.ts";
import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/**
 * The container that the owner runs in or that it forwards to. Evidence is an engine's own word, the id in
 * a cgroup as engines write it, or an engine's helper among the parents; hex digits alone are none.
 */
export function inContainer({ machine, socket, listener, line }: Case): Cause | undefined {
  if (listener.container) return containerCause(listener.container, evidenceOf(line));
  const id = machine.containerId(socket);
  const runtime = runtimeOf(line);
  if (id !== undefined) {
    return {
      kind: "container",
      ...(runtime ? { tool: runtime.tool } : {}),
      name: id.slice(0, 12),
      confidence: "cgroup",
      evidence: [`container ${id} in the cgroup`, ...evidenceOf(line)],
    };
  }
  return runtime && {
    kind: "container",
    ...runtime,
    confidence: "certain",
    evidence: evidenceOf(line),
  };
}

/** What an engine tells of a container, as a cause; compose starts its services as containers. */
export function containerCause(
  container: PortContainer,
  evidence: readonly string[] = [],
): Cause {
  const { engine, name, image, composeProject, composeService, composeFile } = container;
  const told = `${engine} knows container ${name}${image ? ` of image ${image}` : ""}`;
  if (composeProject === undefined) {
    return {
      kind: "container",
      tool: engine,
      name,
      ...(image ? { details: `image ${image}` } : {}),
      confidence: "certain",
      evidence: [told, ...evidence],
      stopWith: [engine, "stop", name],
    };
  }
  const service = composeService === undefined ? [] : [composeService];
  return {
    kind: "compose",
    tool: engine,
    name: [composeProject, ...service].join("/"),
    details: `container ${name}${image ? ` of image ${image}` : ""}`,
    confidence: "certain",
    evidence: [told, ...(composeFile === undefined ? [] : [`compose file ${composeFile}`])],
    stopWith: [engine, "compose", "-p", composeProject, "stop", ...service],
  };
}

/** What containers' first processes are children of, by the engine that uses it. */
function runtimeOf(line: readonly Process[]): Pick<Cause, "tool" | "name" | "pid"> | undefined {
  for (const parent of line.slice(1)) {
    const { argv, pid } = parent;
    const program = programOf(parent);
    if (/^containerd-shim/.test(program)) return { tool: engineOf(argv), pid };
    if (program === "conmon") return { tool: "podman", ...named(argv, "-n"), pid };
    if (program === "systemd-nspawn") return { tool: "systemd-nspawn", pid };
    // `lxc-start` titles itself "[lxc monitor] /var/lib/lxc NAME".
    const [, name] = /^\[lxc monitor\] \S+ (\S+)/.exec(argv.join(" ")) ?? [];
    if (name !== undefined) return { tool: "lxc", name, pid };
  }
  return undefined;
}

/** containerd-shim is told whose container it is: `-namespace moby` is Docker, `k8s.io` Kubernetes. */
function engineOf(argv: readonly string[]): string {
  const namespace = argv[argv.indexOf("-namespace") + 1];
  if (namespace === "moby") return "docker";
  return namespace === "k8s.io" ? "kubernetes" : "containerd";
}

function named(argv: readonly string[], option: string): Pick<Cause, "name"> {
  const at = argv.indexOf(option);
  const name = at < 0 ? undefined : argv[at + 1];
  return name === undefined ? {} : { name };
}

function evidenceOf(line: readonly Process[]): string[] {
  const runtime = runtimeOf(line);
  const process = line.find(({ pid }) => pid === runtime?.pid);
  return process ? [`started below ${nameProcess(process)}`] : [];
}
