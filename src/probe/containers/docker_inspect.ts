import type { Publication } from "../../model/container.ts";
import type { Proto } from "../../model/socket.ts";
import { publicationsOf } from "./docker_ps.ts";
import { objectOf, parseObject } from "./json.ts";

/**
 * What `docker ps` does not tell: the first process, the ports that a container was made with, which are
 * its own only while it runs, and those that it really has.
 */
export const INSPECT_FORMAT = '{"id":{{json .Id}},"pid":{{json .State.Pid}},' +
  '"network":{{json .HostConfig.NetworkMode}},"bindings":{{json .HostConfig.PortBindings}},' +
  '"ports":{{json .NetworkSettings.Ports}}}';

/** What one line of INSPECT_FORMAT tells of a container. */
export interface Inspected {
  readonly pid?: number;
  /** What it publishes when it starts; a port that the engine is to choose is not known yet. */
  readonly bindings: readonly Publication[];
  /** What it publishes now. */
  readonly ports: readonly Publication[];
}

/**
 * Reads the lines that INSPECT_FORMAT makes, by container id. In `bindings` an empty HostIp stands for
 * every address; in `ports` only Podman's API writes it, for IPv4. A port that the engine is to choose, by
 * itself or from a range, is not known yet, and on the host's own network nothing is published.
 *
 * ```
 * {"id":"4f…","pid":812,"network":"default","bindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]},"ports":{"80/tcp":null}}
 * ```
 */
export function parseInspect(output: string): ReadonlyMap<string, Inspected> {
  const found = new Map<string, Inspected>();
  for (const line of output.split("\n")) {
    const row = parseObject(line);
    if (typeof row?.id !== "string") continue;
    const published = (ports: unknown, everywhere: readonly string[]) =>
      row.network === "host" ? [] : Object.entries(objectOf(ports) ?? {})
        .flatMap(([port, hosts]) => publishedAs(port, hosts, everywhere));
    found.set(row.id, {
      ...(typeof row.pid === "number" && row.pid > 0 ? { pid: row.pid } : {}),
      bindings: published(row.bindings, ["0.0.0.0", "::"]),
      ports: published(row.ports, ["0.0.0.0"]),
    });
  }
  return found;
}

function publishedAs(port: string, hosts: unknown, everywhere: readonly string[]): Publication[] {
  const [, inside, proto] = /^(\d+)\/(tcp|udp)$/.exec(port) ?? [];
  if (inside === undefined || !Array.isArray(hosts)) return [];
  return hosts.flatMap((one) => {
    const { HostIp, HostPort } = objectOf(one) ?? {};
    if (typeof HostPort !== "string" || !/^[1-9]\d*$/.test(HostPort)) return [];
    const addresses = typeof HostIp === "string" && HostIp !== "" ? [HostIp] : everywhere;
    return addresses.flatMap((host) =>
      publicationsOf({
        host,
        hostPort: Number(HostPort),
        containerPort: Number(inside),
        count: 1,
        proto: proto as Proto,
      })
    );
  });
}
