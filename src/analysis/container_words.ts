import { formatEndpoint } from "../model/address.ts";
import { isUp } from "../model/container.ts";
import type { Listener, PortContainer } from "../model/listener.ts";
import { listWords } from "./sentence.ts";

/**
 * `container web-1 (nginx)`, `container web (nginx) of pod shop`. The ports of a pod are common to its
 * containers: where it is not known which of them answers, the pod is named.
 */
export function containerWords({ name, image, pod, hostPort, process }: PortContainer): string {
  if (pod !== undefined && hostPort !== undefined && process === undefined) return `pod ${pod}`;
  const of = pod === undefined ? "" : ` of pod ${pod}`;
  return `container ${name}${image ? ` (${image})` : ""}${of}`;
}

/** The container that a listener runs in, by its name or else by the beginning of its id. */
export function containerOf(
  { container, containerId }: Pick<Listener, "container" | "containerId">,
): string | undefined {
  return container?.name ?? containerId?.slice(0, 12);
}

/** ` in container c0ffee00c0ff`, or nothing for what runs in none. */
export function insideWords({ container, containerId }: Listener): string {
  if (container) return ` in ${containerWords(container)}`;
  return containerId === undefined ? "" : ` in container ${containerId.slice(0, 12)}`;
}

/**
 * What there is to tell of the containers at a port, a line for each:
 * `container web-1 (nginx): 0.0.0.0:8080 and [::]:8080 -> 80/tcp, compose service web of project shop,
 * inside nginx (pid 812)`.
 */
export function containerLines(containers: readonly PortContainer[]): string[] {
  const each = Map.groupBy(containers, ({ engine, id }) => `${engine} ${id}`);
  return [...each.values()].flatMap(([first, ...others]) =>
    first ? [lineOf(first, [first, ...others])] : []
  );
}

function lineOf(container: PortContainer, places: readonly PortContainer[]): string {
  const { name, image, pod, state } = container;
  const facts = [
    ...(pod === undefined ? [] : [`pod ${pod}`]),
    ...(state === "running" ? [] : [`${state}${mayStart(container) ? ", wants the port" : ""}`]),
    ...publishedAt(places),
    ...composeWords(container),
    ...processWords(places),
  ];
  const words = facts.length === 0 ? "" : `: ${facts.join(", ")}`;
  return `container ${name}${image ? ` (${image})` : ""}${words}`;
}

/** True for what does not run and can be started. */
function mayStart({ state }: PortContainer): boolean {
  return !isUp({ state }) && !["dead", "removing"].includes(state);
}

/** `0.0.0.0:8080 and [::]:8080 -> 80/tcp`, once for each port inside. */
function publishedAt(places: readonly PortContainer[]): string[] {
  const inner = Map.groupBy(places, ({ containerPort, proto }) => `${containerPort}/${proto}`);
  return [...inner].flatMap(([port, ones]) => {
    const hosts = ones.flatMap(({ hostAddress, hostPort }) =>
      hostAddress === undefined || hostPort === undefined
        ? []
        : [formatEndpoint({ address: hostAddress, port: hostPort })]
    );
    return hosts.length === 0 ? [] : [`${listWords(hosts)} -> ${port}`];
  });
}

/** `compose service web of project shop`, with whichever of the two is known. */
function composeWords({ composeProject, composeService }: PortContainer): string[] {
  if (composeProject === undefined) return [];
  if (composeService === undefined) return [`compose project ${composeProject}`];
  return [`compose service ${composeService} of project ${composeProject}`];
}

function processWords(places: readonly PortContainer[]): string[] {
  const process = places.find((one) => one.process)?.process;
  return process ? [`inside ${process.name ?? "a process"} (pid ${process.pid})`] : [];
}
