import { isFailure, type Sight } from "../../host/host.ts";
import { type Container, isUp, type Publication } from "../../model/container.ts";
import { defined } from "../../model/defined.ts";
import type { Proto } from "../../model/socket.ts";
import { isFarAway, TRACES } from "../container_traces.ts";
import { COMPOSE_LABELS, composeOf } from "./compose.ts";
import { parsePublications, publicationsOf } from "./docker_ps.ts";
import { type Engine, isAnswer, type Told, variable, whyNot } from "./engine.ts";
import { objectOf } from "./json.ts";

/** Of all formats JSON alone has stayed the same since Podman 2. */
const PS = ["podman", "ps", "--all", "--no-trunc", "--pod", "--format", "json"];

/** Only tells whether there is a Podman; it would make its folders before it tells of containers. */
const VERSION = ["podman", "--version"];

/** All containers of Podman: those of the user who asks, for without root each has their own. */
export const podman: Engine = {
  name: "podman",
  async read(sight, { engines }, options) {
    const host = variable(sight, "CONTAINER_HOST");
    if (isFarAway(host)) return { missing: `CONTAINER_HOST is ${host}, which is another machine` };
    const used = TRACES.podman(sight) || isConfigured(sight);
    if (!used && engines === "auto") return "absent";
    const ran = await sight.run(used ? PS : VERSION, { timeout: options.probeTimeout });
    if (isFailure(ran) && ran.failed === "ENOENT" && engines === "auto") return "absent";
    if (!isAnswer(ran)) return { missing: whyNot("podman", ran, options) };
    if (!used) return "absent";
    return parsePodmanPs(ran.stdout) ??
      { missing: "podman printed something that is not its list" };
  },
};

/** Containers may be where no trace of them is looked for (`containers-storage.conf(5)`). */
function isConfigured(sight: Sight): boolean {
  const home = variable(sight, "HOME");
  const config = variable(sight, "XDG_CONFIG_HOME") ?? (home && `${home}/.config`);
  return [config, "/etc"].some((folder) =>
    folder !== undefined && !isFailure(sight.stat(`${folder}/containers/storage.conf`))
  );
}

/** A row of Podman's list, with what decides where it goes. */
interface Row {
  readonly container: Container;
  readonly podId: string;
  readonly isInfra: boolean;
}

/**
 * Reads `podman ps --format json`, or returns undefined where it is something else; without containers it
 * prints `[]`. `range` says how many ports there are in a row; before version 4 each stands alone, as
 * `{"hostPort":8080,"containerPort":80,"protocol":"tcp","hostIP":""}`. An empty address is all of IPv4.
 *
 * The ports of a pod are those of its infra container, a program that does nothing but keep them. Only a
 * pod in which nothing else is shows it; in every other, each container has the pod's ports.
 *
 * ```
 * [{"Id":"85…","Names":["web"],"Image":"localhost/web:1","State":"running","Pid":812,"Pod":"","PodName":"",
 *   "IsInfra":false,"Labels":null,"Ports":[{"host_ip":"","container_port":80,"host_port":8080,"range":1,"protocol":"tcp"}]}]
 * ```
 */
export function parsePodmanPs(output: string): Required<Omit<Told, "untold">> | undefined {
  const rows = parseRows(output);
  if (!rows) return undefined;
  const containers: Container[] = [];
  const keepers: string[] = [];
  for (const { container, podId, isInfra } of rows) {
    const pod = podId === "" ? [] : rows.filter((row) => row.podId === podId);
    const infra = pod.find((row) => row.isInfra)?.container;
    const { publications } = container;
    if (isInfra && pod.length > 1) keepers.push(container.id);
    else if (publications.length > 0 || !infra) containers.push(container);
    else containers.push({ ...container, publications: infra.publications });
  }
  return { containers, infra: keepers };
}

function parseRows(output: string): Row[] | undefined {
  const list = parseList(output);
  const rows: Row[] = [];
  for (const one of list ?? []) {
    const row = rowOf(objectOf(one) ?? {});
    if (!row) return undefined;
    rows.push(row);
  }
  return list && rows;
}

function parseList(output: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function rowOf(row: Record<string, unknown>): Row | undefined {
  const { Id: id, Names: names, Labels: labels, Ports: ports, Pid: pid } = row;
  if (typeof id !== "string" || id === "") return undefined;
  const text = (key: string) => typeof row[key] === "string" ? row[key] : "";
  const name = Array.isArray(names) ? names[0] : names;
  const state = text("State").toLowerCase() || "unknown";
  const container = defined({
    engine: "podman" as const,
    id,
    name: typeof name === "string" && name !== "" ? name : id.slice(0, 12),
    image: text("Image"),
    state,
    publications: publicationsIn(ports),
    pid: isUp({ state }) && typeof pid === "number" && pid > 0 ? pid : undefined,
    pod: text("PodName") || text("Pod").slice(0, 12) || undefined,
    ...composeIn(objectOf(labels) ?? {}),
  });
  return { container, podId: text("Pod"), isInfra: row.IsInfra === true };
}

function composeIn(labels: Record<string, unknown>): ReturnType<typeof composeOf> {
  const value = (label: string) => typeof labels[label] === "string" ? labels[label] : undefined;
  const { project, service, files, folder } = COMPOSE_LABELS;
  return composeOf({
    project: value(project),
    service: value(service),
    files: value(files),
    folder: value(folder),
  });
}

function publicationsIn(ports: unknown): Publication[] {
  if (typeof ports === "string") return parsePublications(ports);
  return (Array.isArray(ports) ? ports : []).flatMap((one) => {
    const port = objectOf(one) ?? {};
    const number = (...keys: string[]) => Number(keys.map((key) => port[key]).find(Boolean) ?? 0);
    const text = (...keys: string[]) => String(keys.map((key) => port[key]).find(Boolean) ?? "");
    const range = {
      host: text("host_ip", "hostIP") || "0.0.0.0",
      hostPort: number("host_port", "hostPort"),
      containerPort: number("container_port", "containerPort"),
      count: number("range") || 1,
    };
    // Kubernetes files may name several protocols at once: `tcp,udp`.
    const protos = (text("protocol") || "tcp").split(",").filter(isProto);
    return protos.flatMap((proto) => publicationsOf({ ...range, proto }));
  });
}

function isProto(word: string): word is Proto {
  return word === "tcp" || word === "udp";
}
