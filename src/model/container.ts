import { isIpv6, meets } from "./address.ts";
import type { Proto, Socket } from "./socket.ts";

/** Programs that hold a port on behalf of a container; `ssh` does so for Lima and Colima. */
const FORWARDERS: ReadonlySet<string> = new Set([
  "docker-proxy",
  "dockerd",
  "com.docker.backend",
  "rootlesskit",
  "rootlessport",
  "slirp4netns",
  "pasta",
  "pasta.avx2",
  "passt",
  "passt.avx2",
  "conmon",
  "podman",
  "gvproxy",
  "vpnkit",
  "OrbStack",
  "OrbStack Helper",
  "limactl",
  "ssh",
  "wslrelay",
]);

/** True for the name of a program that forwards the ports of containers, with or without `.exe`. */
export function isForwarder(name: string): boolean {
  return FORWARDERS.has(name.replace(/\.exe$/, ""));
}

/** States in which an engine keeps a container's ports taken; Podman alone has the last two. */
const UP: readonly string[] = ["running", "paused", "initialized", "stopping"];

/**
 * True while the engine keeps the container's ports taken. A paused container answers nobody, but has
 * them; one that waits for its next start (`restarting`) has none.
 */
export function isUp({ state }: Pick<Container, "state">): boolean {
  return UP.includes(state);
}

/** True where the container alone, without a listener that shows it, keeps its ports taken here. */
export function holdsPorts(container: Pick<Container, "state" | "remote">): boolean {
  return isUp(container) && container.remote !== true;
}

/** True when a bind to `host` would meet what a container has published. */
export function isMet({ hostAddress }: Publication, host: string | undefined): boolean {
  return meets({ address: hostAddress, family: isIpv6(hostAddress) ? "ipv6" : "ipv4" }, host);
}

/** One published port of a container. `hostAddress` is `0.0.0.0` or `::` when published everywhere. */
export interface Publication {
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly proto: Proto;
}

/** One container of one engine, with every port that it publishes. */
export interface Container {
  readonly engine: "docker" | "podman";
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /**
   * The engine's word: `running`, `created`, `exited`, `paused`, `restarting`, `dead`; of Podman also
   * `stopped`, `initialized`, `configured` and more.
   */
  readonly state: string;
  readonly publications: readonly Publication[];
  /** Pid of its first process; left out while it does not run, or not on this machine. */
  readonly pid?: number;
  /**
   * It runs, but on no process of this machine: in a virtual machine or on another host. Its ports are
   * taken here only where something listens for them.
   */
  readonly remote?: true;
  /** Who listens in its own network namespace, on any port; left out where that could not be seen. */
  readonly listeners?: readonly Socket[];
  /** The Podman pod that it belongs to: the ports are the pod's, and stopping it alone frees none. */
  readonly pod?: string;
  /** Address of its engine where the command line needs to be told: `unix:///run/user/1000/docker.sock`. */
  readonly endpoint?: string;
  readonly composeProject?: string;
  readonly composeService?: string;
  /** Path of the first, the basic compose file. */
  readonly composeFile?: string;
  /** Paths of the compose files that override it, in their order; left out where there are none. */
  readonly composeOverrides?: readonly string[];
}

/** What to do to a container by the command line of its engine. */
export type ContainerAct = "stop" | "unpause";

/** The command that does it. What frees the ports of a pod is to stop the pod. */
export function containerCommand(
  container: Pick<Container, "engine" | "endpoint" | "pod" | "name" | "id">,
  act: ContainerAct,
): string[] {
  const { engine, endpoint, pod } = container;
  if (act === "stop" && pod !== undefined && isPlain(pod)) return [engine, "pod", "stop", pod];
  const host = endpoint === undefined ? [] : ["--host", endpoint];
  return [engine, ...host, act, isPlain(container.name) ? container.name : container.id];
}

/** Both engines allow `[a-zA-Z0-9][a-zA-Z0-9_.-]*`; anything else could be taken for an option. */
function isPlain(name: string): boolean {
  return /^[a-zA-Z0-9][\w.-]*$/.test(name);
}
