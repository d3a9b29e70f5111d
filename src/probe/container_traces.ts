import { isFailure, type Sight } from "../host/host.ts";

/**
 * Whether a container engine seems to be in use here, told by variables and by files that are there: a
 * few system calls, where asking the engine costs more than everything else together. Nothing is read.
 */
export const TRACES: Readonly<Record<"docker" | "podman", (sight: Sight) => boolean>> = {
  /** Its socket, that of a Docker without root, or a context that leads to another one. */
  docker: (sight) =>
    leadsHere(sight, "DOCKER_HOST") || isSet(sight, "DOCKER_CONTEXT") || [
      "/var/run/docker.sock",
      within(sight, "XDG_RUNTIME_DIR", "docker.sock"),
      within(sight, "DOCKER_CONFIG", "contexts") ?? within(sight, "HOME", ".docker/contexts"),
    ].some((path) => isThere(sight, path)),
  /**
   * Its database of containers, root's and one's own, its sockets, or a configuration that puts all that
   * elsewhere (`containers.conf(5)`, `containers-storage.conf(5)`, `podman-system-service(1)`).
   */
  podman: (sight) =>
    leadsHere(sight, "CONTAINER_HOST") ||
    ["CONTAINER_CONNECTION", "CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF"]
      .some((name) => isSet(sight, name)) ||
    [
      "/var/lib/containers/storage/libpod",
      "/run/podman/podman.sock",
      within(sight, "XDG_RUNTIME_DIR", "podman/podman.sock"),
      ...["storage/libpod", "podman/machine"].map((path) =>
        within(sight, "XDG_DATA_HOME", `containers/${path}`) ??
          within(sight, "HOME", `.local/share/containers/${path}`)
      ),
    ].some((path) => isThere(sight, path)),
};

/** An engine of another machine publishes nothing here. */
function leadsHere(sight: Sight, name: string): boolean {
  return isSet(sight, name) && !isFarAway(sight.env(name));
}

function isSet(sight: Sight, name: string): boolean {
  return (sight.env(name) ?? "") !== "";
}

function within(sight: Sight, name: string, path: string): string | undefined {
  const folder = sight.env(name);
  return folder ? `${folder}/${path}` : undefined;
}

function isThere(sight: Sight, path: string | undefined): boolean {
  return path !== undefined && !isFailure(sight.stat(path));
}

/**
 * True for the address of an engine on another machine, whose containers take no ports of this one:
 * `ssh://me@build`, `tcp://192.0.2.7:2376`. Sockets of this machine and loopback addresses are not, for
 * those lead to virtual machines that forward their ports.
 */
export function isFarAway(address: string | undefined): boolean {
  const [, scheme, host = ""] =
    /^([a-z]+):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/i.exec(address ?? "") ??
      [];
  if (scheme === undefined || !/^(?:tcp|ssh|https?)$/i.test(scheme)) return false;
  return !/^(?:localhost|127(?:\.\d+){3}|\[::1\]|)$/i.test(host);
}
