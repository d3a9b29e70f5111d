import { formatAge } from "../model/duration.ts";
import { isIpv6 } from "../model/address.ts";
import { listWords } from "./sentence.ts";
import type { WaitedPort, WaitFor } from "./wait.ts";

/** Most ports that a sentence names in a row. */
const MOST_NAMED = 8;

/** What a wait came to: the ports as they stood last, and how long it took. */
export interface Waited {
  readonly met: boolean;
  readonly ports: readonly WaitedPort[];
  readonly seconds: number;
  /** Somebody ended it. */
  readonly stopped?: boolean;
}

/** The one line that a wait ends with. */
export function waitSentence({ met, ports, seconds, stopped }: Waited): string {
  const took = tookWords(seconds);
  const telling = portsWords(ports.filter((port) => port.met === met));
  if (met) return `${telling}; waited ${took}.`;
  const how = stopped ? `Stopped after ${took}` : `Waited ${took} in vain`;
  return telling === "" ? `${how}.` : `${how}: ${telling}.`;
}

/** How one port stands, as a sentence. */
export function portSentence(port: WaitedPort): string {
  return `${portsWords([port])}.`;
}

const GOALS: Readonly<Record<WaitFor, string>> = {
  listening: "to listen",
  free: "to be free",
  http: "to answer",
};

/** The line that stands on a terminal meanwhile; `timeout` in ms. */
export function waitProgress(
  { ports, seconds }: Pick<Waited, "ports" | "seconds">,
  { what, timeout }: { readonly what: WaitFor; readonly timeout: number },
): string {
  const missing = ports.filter(({ met }) => !met).map(({ detail: _, ...port }) => port);
  const goal = `Waiting for ${listWords(namesOf(missing))} ${GOALS[what]}`;
  const states = [...new Set(missing.map(({ state: [one] }) => one))];
  const now = states.length === 1 && missing.length === 1 ? ` (${states[0]})` : "";
  return `${goal}${now}: ${formatAge(seconds)} of ${formatAge(timeout / 1000)}`;
}

/** `1.3 s` while tenths matter. */
export function tookWords(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : formatAge(seconds);
}

/** `5432 is still free; 80 and 81 answer 503`: ports that stand alike are told together. */
function portsWords(ports: readonly WaitedPort[]): string {
  const wordsOf = ({ detail, state }: WaitedPort) => detail ?? state;
  const alike = [...Map.groupBy(ports, (port) => wordsOf(port)[0]).values()];
  const groups = alike.map((group) => {
    const [one, several] = group[0] ? wordsOf(group[0]) : ["", ""];
    return `${listWords(namesOf(group))} ${group.length === 1 ? one : several}`;
  });
  const more = groups.length - MOST_NAMED;
  return (more <= 0 ? groups : [...groups.slice(0, MOST_NAMED), `and ${more} more`]).join("; ");
}

/** Neighbours have one name, as on the command line: `3000-3010`. */
function namesOf(ports: readonly WaitedPort[]): string[] {
  const runs = runsOf(ports);
  const names = runs.slice(0, MOST_NAMED).map(([first, last]) =>
    first === last ? nameOf(first) : nameOf(first, `${first.port}-${last.port}`)
  );
  const more = runs.slice(MOST_NAMED).reduce((sum, [a, b]) => sum + b.port - a.port + 1, 0);
  return more === 0 ? names : [...names, `${more} more`];
}

type Run = [first: WaitedPort, last: WaitedPort];

/** Ports in the order in which they stand, three neighbours or more in one. */
function runsOf(ports: readonly WaitedPort[]): readonly Run[] {
  const runs: Run[] = [];
  for (const port of ports) {
    const last = runs.at(-1)?.[1];
    const follows = last?.port === port.port - 1 && last.proto === port.proto &&
      last.host === port.host;
    if (follows) runs.push([runs.pop()?.[0] ?? port, port]);
    else runs.push([port, port]);
  }
  return runs.flatMap(([a, b]): Run[] => b.port - a.port === 1 ? [[a, a], [b, b]] : [[a, b]]);
}

function nameOf({ port, proto, host }: WaitedPort, ports = `${port}`): string {
  const place = host !== undefined && isIpv6(host) ? `[${host}]` : host;
  return `${place === undefined ? "" : `${place}:`}${ports}${proto === "udp" ? "/udp" : ""}`;
}
