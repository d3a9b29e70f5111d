import { canonicalAddress } from "../../model/address.ts";
import type { Container, Publication } from "../../model/container.ts";
import { defined } from "../../model/defined.ts";
import type { Proto } from "../../model/socket.ts";
import { COMPOSE_LABELS, composeOf } from "./compose.ts";
import { parseObject } from "./json.ts";

const LABELS = Object.entries(COMPOSE_LABELS)
  .map(([name, label]) => `"${name}":{{json (.Label "${label}")}}`);

/** One JSON object a line; the fields of `docker ps --format` are named in its manual page. */
export const PS_FORMAT =
  '{"id":{{json .ID}},"name":{{json .Names}},"image":{{json .Image}},"state":{{json .State}},' +
  `"ports":{{json .Ports}},${LABELS.join(",")}}`;

/**
 * Reads the lines that PS_FORMAT makes, or returns undefined where one is something else. An engine
 * without containers prints nothing.
 *
 * ```
 * {"id":"4f…","name":"web-1","image":"nginx","state":"running","ports":"0.0.0.0:8080->80/tcp","project":"shop",…}
 * ```
 */
export function parseDockerPs(output: string): Container[] | undefined {
  const containers: Container[] = [];
  for (const line of output.split("\n").filter((line) => line.trim() !== "")) {
    const row = parseObject(line);
    if (typeof row?.id !== "string" || row.id === "") return undefined;
    const text = (key: string) => typeof row[key] === "string" && row[key] ? row[key] : undefined;
    const { project, service, files, folder } = {
      project: text("project"),
      service: text("service"),
      files: text("files"),
      folder: text("folder"),
    };
    containers.push(defined({
      engine: "docker" as const,
      id: row.id,
      name: firstName(text("name")) ?? row.id.slice(0, 12),
      image: text("image") ?? "",
      state: text("state") ?? "unknown",
      publications: parsePublications(text("ports") ?? ""),
      ...composeOf({ project, service, files, folder }),
    }));
  }
  return containers;
}

/** A container that others link to by `--link` has their names for it as well: `web-1,proxy/web`. */
function firstName(names: string | undefined): string | undefined {
  return names?.split(",").find((name) => !name.includes("/")) ?? names;
}

/**
 * Reads the ports column of `docker ps`; ports that are only exposed (`443/tcp`) are not published.
 * Sample: `0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 127.0.0.1:9000-9001->9000-9001/udp, 443/tcp`;
 * before version 27.2 it prints IPv6 without brackets: `:::8080->80/tcp`.
 */
export function parsePublications(column: string): Publication[] {
  return column.split(", ").flatMap((item) => {
    const match = /^(.+):(\d+)(?:-(\d+))?->(\d+)(?:-\d+)?\/(tcp|udp)$/.exec(item);
    if (!match) return [];
    const [, host = "", first = "", last = first, inside = "", proto] = match;
    return publicationsOf({
      host: host.replace(/^\[(.*)\]$/, "$1"),
      hostPort: Number(first),
      containerPort: Number(inside),
      count: Number(last) - Number(first) + 1,
      proto: proto as Proto,
    });
  });
}

/** A row of ports that are published alike. */
export interface PublishedRange {
  readonly host: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly count: number;
  readonly proto: Proto;
}

/** One publication for each port of a row; of one that no machine can have, none. */
export function publicationsOf(range: PublishedRange): Publication[] {
  const { host, hostPort, containerPort, count, proto } = range;
  const last = Math.max(hostPort, containerPort) + count - 1;
  if (!(hostPort >= 1 && containerPort >= 1 && count >= 1 && last <= 65535)) return [];
  const hostAddress = canonicalAddress(host) ?? host;
  return Array.from({ length: count }, (_, i) => ({
    hostAddress,
    hostPort: hostPort + i,
    containerPort: containerPort + i,
    proto,
  }));
}
