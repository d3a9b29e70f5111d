/**
 * The systemd service in a cgroup path: the last segment that ends in `.service`, unless that is the
 * manager of a user's whole session (`systemd.unit(5)`, `user@.service(5)`).
 * Sample: `/system.slice/postgresql.service` gives `postgresql.service`.
 */
export function unitOfPath(path: string): string | undefined {
  const last = path.split("/").filter((segment) => segment.endsWith(".service")).at(-1);
  return last === undefined || /^user@\d+\.service$/.test(last) ? undefined : last;
}

/**
 * The systemd socket unit in the cgroup path of a socket: systemd opens the sockets of a unit inside the
 * unit's own cgroup. Sample: `/system.slice/cups.socket` gives `cups.socket`.
 */
export function socketUnitOfPath(path: string): string | undefined {
  return /(?:^|\/)([^/]+\.socket)$/.exec(path)?.[1];
}

/** True when the path lies below a user's own systemd manager. */
export function isUserPath(path: string): boolean {
  return /\/user@\d+\.service\//.test(path);
}

/**
 * The container id in a cgroup path, as the engines write it: a segment that is 64 hex digits alone
 * (`/docker/<id>`, `/kubepods/burstable/pod…/<id>`) or wears an engine's prefix
 * (`docker-<id>.scope`, `libpod-<id>.scope`, `cri-containerd-<id>.scope`, `crio-<id>.scope`).
 * A bare hex name elsewhere counts only below a parent that an engine makes: other programs name
 * their cgroups in hex, too, and below `libpod_parent` it is a pod.
 */
export function containerIdOfPath(path: string): string | undefined {
  const segments = path.split("/");
  for (let i = segments.length - 1; i >= 0; i--) {
    const segment = segments[i] ?? "";
    const scoped = /^(?:docker|libpod|cri-containerd|crio)-([0-9a-f]{64})(?:\.scope)?$/.exec(
      segment,
    );
    if (scoped) return scoped[1];
    if (!/^[0-9a-f]{64}$/.test(segment)) continue;
    if (
      segments.slice(0, i).some((parent) => /^(docker|kubepods.*|containerd)$/.test(parent))
    ) {
      return segment;
    }
  }
  return undefined;
}
