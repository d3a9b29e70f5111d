import { isForwarder } from "../../../model/container.ts";
import type { Hop, Way } from "../hop.ts";

/**
 * docker-proxy is started for each published port with where to pass its connections on (moby,
 * `cmd/docker-proxy`):
 *
 * ```
 * docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80
 * ```
 *
 * Forwarders of other engines say nothing in their arguments; where they go, only the engine knows.
 */
export function dockerProxy({ machine, socket, process }: Hop): readonly Way[] | undefined {
  const container = machine.container(socket);
  const [host, port] = ["-container-ip", "-container-port"].map((name) =>
    valueOf(process.argv, name)
  );
  if (process.name === "docker-proxy" && host !== undefined && port !== undefined) {
    const to = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    const inside = container ? ` in container ${container.name}` : "";
    return [{
      kind: "forward",
      does: `passes connections on to ${to}${inside}`,
      to,
      ...(container ? { container } : {}),
      evidence: [`-container-ip ${host} -container-port ${port}`],
      confidence: "certain",
    }];
  }
  const publication = container?.publications.find((one) =>
    one.hostPort === socket.port && one.proto === socket.proto
  );
  if (!container || !publication || !isForwarder(process.name)) return undefined;
  const { engine, name } = container;
  const { hostPort, containerPort } = publication;
  return [{
    kind: "forward",
    does: `passes connections on to port ${containerPort} of container ${name}`,
    container,
    evidence: [`${engine} publishes ${hostPort} for ${containerPort} of ${name}`],
    confidence: "certain",
  }];
}

/** Go takes one dash or two, and a value behind `=` or as the next word (package `flag`). */
function valueOf(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((word) => word.replace(/^--/, "-").split("=")[0] === name);
  const word = argv[at];
  return at < 0
    ? undefined
    : word?.includes("=")
    ? word.slice(word.indexOf("=") + 1)
    : argv[at + 1];
}
