import { type Failure, isFailure, type Ran, type Sight } from "../../host/host.ts";
import { type Container, isUp } from "../../model/container.ts";
import { defined } from "../../model/defined.ts";
import { isFarAway } from "../container_traces.ts";
import { INSPECT_FORMAT, type Inspected, parseInspect } from "./docker_inspect.ts";
import { parseDockerPs, PS_FORMAT } from "./docker_ps.ts";
import { type Engine, isAnswer, type Told, variable, whyNot } from "./engine.ts";

/** All containers of Docker, by its command line, which knows contexts and DOCKER_HOST. */
export const docker: Engine = {
  name: "docker",
  async read(sight, { engines }, { probeTimeout }) {
    const host = variable(sight, "DOCKER_HOST");
    if (isFarAway(host)) return { missing: `DOCKER_HOST is ${host}, which is another machine` };
    const endpoint = rootlessEndpoint(sight);
    const call = endpoint === undefined ? ["docker"] : ["docker", "--host", endpoint];
    const start = sight.now();
    const argv = [...call, "ps", "--all", "--no-trunc", "--format", PS_FORMAT];
    const ran = await sight.run(argv, { timeout: probeTimeout });
    // Without Docker there are no containers of it; that is an answer, unless it was asked for.
    if (isFailure(ran) && ran.failed === "ENOENT" && engines === "auto") return "absent";
    if (!isFailure(ran) && isPodman(ran.stderr)) return "podman";
    if (!isAnswer(ran)) return { missing: whyNot("docker", ran, { probeTimeout }) };
    const containers = parseDockerPs(ran.stdout);
    if (!containers) return { missing: "docker printed something that is not its list" };
    const found = containers.map((one) => defined({ ...one, endpoint }));
    const rest = Math.max(1, probeTimeout - (sight.now() - start));
    return await withDetails(sight, { call, containers: found }, { probeTimeout, rest });
  },
};

/**
 * The socket of a Docker without root, `$XDG_RUNTIME_DIR/docker.sock`, where the command line would not look
 * there: neither DOCKER_HOST nor a context says so, and Docker's own socket does not exist
 * (docs.docker.com, Rootless mode).
 */
function rootlessEndpoint(sight: Sight): string | undefined {
  const folder = variable(sight, "XDG_RUNTIME_DIR");
  if (folder === undefined || hasContext(sight)) return undefined;
  const there = (path: string) => !isFailure(sight.stat(path));
  if (there("/var/run/docker.sock") || !there(`${folder}/docker.sock`)) return undefined;
  return `unix://${folder}/docker.sock`;
}

/** What is in the configuration itself stays unread: it may hold passwords. */
function hasContext(sight: Sight): boolean {
  if (variable(sight, "DOCKER_HOST") ?? variable(sight, "DOCKER_CONTEXT")) return true;
  const folder = contextFolder(sight);
  return folder !== undefined && !isFailure(sight.stat(folder));
}

/** Where Docker keeps its contexts: everything but the default one. */
function contextFolder(sight: Sight): string | undefined {
  const home = variable(sight, "HOME");
  const config = variable(sight, "DOCKER_CONFIG") ?? (home && `${home}/.docker`);
  return config && `${config}/contexts`;
}

/**
 * Recognises podman-docker, by what its `docker` says before it becomes `podman`, or by how Podman
 * complains of a format that is not its own where `/etc/containers/nodocker` silences the former.
 */
function isPodman(complaint: string): boolean {
  return /^Emulate Docker CLI using podman|\bcontainers\.psReporter\b/m.test(complaint);
}

interface Found {
  readonly call: readonly string[];
  readonly containers: readonly Container[];
}

/** Adds pids, and what containers that do not run would publish; without an answer, that stays unknown. */
async function withDetails(
  sight: Sight,
  { call, containers }: Found,
  { probeTimeout, rest }: { readonly probeTimeout: number; readonly rest: number },
): Promise<Told> {
  if (containers.length === 0) return { containers };
  const ids = containers.map(({ id }) => id);
  const argv = [...call, "inspect", "--type", "container", "--format", INSPECT_FORMAT, ...ids];
  const ran = await sight.run(argv, { timeout: rest });
  const details = isFailure(ran) ? new Map<string, Inspected>() : parseInspect(ran.stdout);
  const detailed = containers.map((one) => withDetail(one, details.get(one.id)));
  if (containers.every(({ id }) => details.has(id)) || isGone(ran)) return { containers: detailed };
  const why = isAnswer(ran)
    ? "docker inspect printed something that is not its list"
    : whyNot("docker", ran, { probeTimeout });
  return { containers: detailed, untold: `ports of containers that do not run: ${why}` };
}

/** Of a container that was removed meanwhile it complains, and prints the others all the same. */
function isGone(ran: Ran | Failure): boolean {
  return !isFailure(ran) && ran.code === 1 && /no such (?:container|object)/i.test(ran.stderr);
}

function withDetail(container: Container, detail: Inspected | undefined): Container {
  if (!detail) return container;
  const { pid, bindings, ports } = detail;
  if (!isUp(container)) return { ...container, publications: bindings };
  const publications = ports.length > 0 ? ports : container.publications;
  return defined({ ...container, publications, pid });
}
