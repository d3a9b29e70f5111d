import type { Container, Owner, Rule, RuleContext, Statement } from "../src/plugin.ts";

/** A port that stands for a port of a container. */
export default {
  id: "container-mapping",
  title: "The port belongs to a container",
  docs:
    "A container engine listens on a published port through a forwarder (docker-proxy) or sends it on " +
    "by packet filter. Stopping the forwarder breaks the container; the container is what must be " +
    "stopped or published elsewhere.",
  severity: "info",
  needs: ["sockets", "containers"],
  *check(context) {
    const { machine, question: { port, proto, host } } = context;
    const behind = machine.listeners(port, proto, host).map((one) => machine.container(one)?.id);
    // One that runs elsewhere concerns this machine where something here listens for it.
    const published = machine.containers(port, proto, host)
      .filter(({ id, remote }) => !remote || behind.includes(id));
    // The containers of a pod publish together.
    const houses = [...Map.groupBy(published, ({ id, pod }) => pod ?? id).values()];
    for (const house of houses) yield* publishing(house.filter(isUp), context);
    yield* inside(context);
    yield* forwarded(context);
    yield* idle(houses.filter((house) => !house.some(isUp)).flat(), context);
  },
} satisfies Rule as Rule;

type Asked = Pick<RuleContext, "machine" | "question" | "caller">;

/** States in which an engine keeps the ports of a container taken. */
function isUp({ state }: Container): boolean {
  return ["running", "paused", "initialized", "stopping"].includes(state);
}

function nameOf({ question: { port, proto } }: Asked): string {
  return proto === "udp" ? `${port}/udp` : `${port}`;
}

function processName({ name, pid }: Owner): string {
  return `${name ?? "a process"} (pid ${pid})`;
}

/** `a`, `a and b`, `a, b and c`. */
function listOf(words: readonly (string | number)[]): string {
  return words.join(", ").replace(/, (?=[^,]*$)/, " and ");
}

/** The publications of this very port. */
function here({ publications }: Container, asked: Asked): Container["publications"] {
  const { port, proto } = asked.question;
  return publications.filter((one) => one.hostPort === port && one.proto === proto);
}

/** Containers that are up, one alone or those of a pod. */
function* publishing(house: readonly Container[], asked: Asked): Iterable<Statement> {
  const { machine, question: { port } } = asked;
  const serving = house.find((one) => here(one, asked).some((at) => machine.server(one, at)));
  const main = serving ?? house[0];
  if (!main) return;
  const which = serving ? [serving] : house;
  const published = `${nameOf(asked)} is published by ${publisher(which)}`;
  const ports = [...new Set(here(main, asked).map(({ containerPort }) => containerPort))];
  const message = `${published} for its ${ports.length === 1 ? "port" : "ports"} ${listOf(ports)}`;
  const facts = { port, evidence: which.flatMap((container) => describe(container, asked)) };
  const warning = { ...facts, severity: "warning" } as const;
  const unheard = unheardOf(main, asked);
  if (main.state === "paused") {
    const run = [...machine.containerCommand(main, "unpause")];
    const fix = { say: "Let the container go on", run };
    yield { ...warning, message: `${published}, which is paused and answers nobody`, fix };
  } else if (unheard) yield { ...warning, message: `${message}, ${unheard}`, fix: LISTEN };
  else yield { ...facts, message, fix: stop(main, asked) };
}

function publisher(which: readonly Container[]): string {
  const [{ pod } = {}] = which;
  const names = `${which.length === 1 ? "container" : "containers"} ${
    listOf(which.map(({ name }) => name))
  }`;
  if (pod === undefined) return names;
  return which.length === 1 ? `${names} of pod ${pod}` : `pod ${pod} (${names})`;
}

const LISTEN = {
  say: "Let the server in the container listen there on 0.0.0.0, or publish the port that it uses",
};

/** Why nobody answers although the port is published; undefined where somebody does, or nobody can tell. */
function unheardOf(container: Container, asked: Asked): string | undefined {
  if (container.state !== "running") return undefined;
  const found = here(container, asked).map((at) => asked.machine.inside(container, at));
  const sockets = found.flatMap((one) => one ?? []);
  if (found.length === 0 || found.includes(undefined)) return undefined;
  if (sockets.length === 0) return "where nothing listens";
  // Only some of Podman's ways to forward reach a server on the container's own loopback.
  const deaf = container.engine === "docker" &&
    sockets.every((socket) => asked.machine.reach(socket) === "loopback");
  const addresses = listOf([...new Set(sockets.map(({ address }) => address))]);
  return deaf ? `where nothing but ${addresses} is bound` : undefined;
}

/** Processes of containers that have no network of their own, and of those that no engine knows. */
function* inside(asked: Asked): Iterable<Statement> {
  const { machine, question: { port, proto, host } } = asked;
  const ids = machine.listeners(port, proto, host).map((socket) => machine.containerId(socket));
  for (const id of new Set(ids.filter((id) => id !== undefined))) {
    const container = machine.snapshot.containers.find((one) => one.id === id);
    if (container && machine.containers(port, proto, host).includes(container)) continue;
    const held = `${nameOf(asked)} is held by a process in container`;
    yield container
      ? {
        message: `${held} ${container.name}, on the host's own network`,
        port,
        evidence: describe(container, asked),
        fix: stop(container, asked),
      }
      : {
        message: `${held} ${id.slice(0, 12)}`,
        port,
        evidence: [`its cgroup is that of container ${id}`],
      };
  }
}

/** Forwarders that serve nothing but containers. */
const FORWARDERS: readonly unknown[] = ["docker-proxy", "rootlesskit", "rootlessport", "conmon"];

/** A forwarder whose container nobody knows who was asked: without root, each user has an engine. */
function* forwarded(asked: Asked): Iterable<Statement> {
  const { machine, caller, question: { port, proto, host } } = asked;
  if (!machine.snapshot.known.includes("containers")) return;
  const orphans = machine.listeners(port, proto, host).flatMap((socket): Owner[] => {
    const owner = machine.owner(socket);
    return owner && FORWARDERS.includes(owner.name) && !machine.container(socket) ? [owner] : [];
  });
  for (const owner of new Map(orphans.map((one) => [one.pid, one])).values()) {
    const foreign = owner.user !== undefined && owner.uid !== 0 && owner.uid !== caller.uid;
    yield {
      message: `${nameOf(asked)} is forwarded to a container by ${processName(owner)}`,
      port,
      evidence: ["no engine that was asked knows which container that is"],
      ...(foreign ? { fix: { say: `Ask the container engine of ${owner.user}` } } : {}),
    };
  }
}

/** Containers that do not run but want the port when they do. */
function* idle(containers: readonly Container[], asked: Asked): Iterable<Statement> {
  const startable = containers.filter(({ state }) => !["dead", "removing"].includes(state));
  const [first] = startable;
  if (!first) return;
  const more = startable.length > 5 ? [`and ${startable.length - 5} more`] : [];
  yield {
    message: startable.length === 1
      ? `Container ${first.name} (${first.state}) publishes ${nameOf(asked)} when it starts`
      : `${startable.length} containers that do not run publish ${nameOf(asked)} when they start`,
    port: asked.question.port,
    evidence: startable.length === 1
      ? describe(first, asked)
      : [...startable.slice(0, 5).map(({ name, state }) => `${name} (${state})`), ...more],
  };
}

function stop(container: Container, { machine }: Asked): { say: string; run: string[] } {
  const what = container.pod === undefined ? "container" : "pod";
  const run = [...machine.containerCommand(container, "stop")];
  return { say: `To free the port, stop the ${what}`, run };
}

function describe(container: Container, asked: Asked): string[] {
  const { id, image, composeProject, composeService, composeFile } = container;
  const service = `compose project ${composeProject}, service ${composeService ?? "unknown"}`;
  return [
    `container ${id.slice(0, 12)}${image && `, image ${image}`}`,
    ...places(container, asked),
    ...(composeProject === undefined
      ? []
      : [`${service}${composeFile === undefined ? "" : `, file ${composeFile}`}`]),
    ...listening(container, asked),
  ];
}

/** `at 0.0.0.0:3000 and [::]:3000 for its port 80`, a line for each port inside. */
function places(container: Container, asked: Asked): string[] {
  const inner = Map.groupBy(here(container, asked), ({ containerPort }) => containerPort);
  return [...inner].map(([port, ones]) => {
    const hosts = ones.map(({ hostAddress: address, hostPort }) =>
      `${address.includes(":") ? `[${address}]` : address}:${hostPort}`
    );
    return `at ${listOf(hosts)} for its port ${port}`;
  });
}

/** Who answers inside; where nobody does on the port itself, those on others. */
function listening(container: Container, asked: Asked): string[] {
  const { machine, question } = asked;
  const ports = here(container, asked);
  const all = (container.listeners ?? []).filter(({ proto }) => proto === question.proto);
  const own = ports.flatMap((at) => machine.inside(container, at) ?? []);
  const shown = own.length > 0 || ports.length === 0 ? own : all;
  const lines = shown.slice(0, 4).map((socket) => {
    const owner = machine.owner(socket);
    const who = owner?.pid === undefined ? "a process" : processName(owner);
    return `inside, ${who} listens on ${socket.address} port ${socket.port}`;
  });
  return [...new Set(lines)];
}
