import { defined } from "../model/defined.ts";
import { holdsPorts } from "../model/container.ts";
import type { Machine } from "../model/machine.ts";
import type { Owner } from "../model/owner.ts";
import { heldWords, whyUnseen } from "./held_words.ts";
import { listeningWords } from "./listening_words.ts";
import { type PortStatus, portStatus, type PortTarget } from "./port_status.ts";

/** What is waited for. `http`: that a GET is answered with a status below 400. */
export type WaitFor = "listening" | "free" | "http";

/** What follows the name of one port, and the names of several. */
type Words = readonly [one: string, several: string];

/** How one port stands by what is waited for. */
export interface WaitedPort extends PortTarget {
  readonly met: boolean;
  /** Nothing could be seen of it. */
  readonly unseen?: true;
  /** `listens`, `listen`. */
  readonly state: Words;
  /** The same with the names of who is behind it, where there are any. */
  readonly detail?: Words;
  /** Who is behind it, as far as that was looked at. */
  readonly owners: readonly Owner[];
  /** What the server answered, where it was asked. */
  readonly httpStatus?: number;
}

/** Whether somebody listens on a port, or a container's packet filter rules answer for it. */
export function judgeListening(machine: Machine, target: PortTarget): WaitedPort {
  const found = portStatus(machine, target);
  const port = { ...target, owners: ownersOf(found) };
  const published = found.containers.some(holdsPorts);
  if (found.status === "listening") return { ...port, met: true, state: ["listens", "listen"] };
  if (published) return { ...port, met: true, state: ["is published", "are published"] };
  if (found.status === "unknown") return unseenPort(machine, port);
  if (found.status === "free") return { ...port, met: false, state: STILL_FREE };
  return {
    ...port,
    met: false,
    state: ["is taken, but nobody listens", "are taken, but nobody listens"],
    detail: wordsOf(heldWords(machine, target, { ...found, bindable: {} })),
  };
}

/**
 * Whether nobody holds a port and nothing is in the way of a bind, as far as both were looked at. TIME_WAIT
 * is not, since servers set SO_REUSEADDR; a bind that this user's rights forbid says nothing about holders.
 */
export function judgeFree(machine: Machine, target: PortTarget): WaitedPort {
  const found = portStatus(machine, target);
  const port = { ...target, owners: ownersOf(found) };
  if (found.status === "unknown") return unseenPort(machine, port);
  if (found.status === "free") return { ...port, met: true, state: ["is free", "are free"] };
  return {
    ...port,
    met: false,
    state: ["is still held", "are still held"],
    detail: wordsOf(stillHeld(machine, target, found)),
  };
}

function stillHeld(machine: Machine, target: PortTarget, found: PortStatus): string {
  if (found.listeners.length > 0) return `is still held by ${listeningWords(found.listeners)}`;
  const binds = machine.binds(target.port, target.proto, target.host);
  const bindable = Object.fromEntries(binds.map(({ address, outcome }) => [address, outcome]));
  return heldWords(machine, target, { ...found, bindable });
}

/** What the answer to a GET says: a status, the name of the failure that `httpGet` gives, or `UNASKED`. */
export function judgeHttp(target: PortTarget, answer: number | string): WaitedPort {
  const status = typeof answer === "number" ? answer : undefined;
  return defined({
    ...target,
    owners: [],
    met: status !== undefined && status < 400,
    state: status === undefined
      ? failedState(String(answer))
      : [`answers ${status}`, `answer ${status}`] as const,
    httpStatus: status,
  });
}

/** Whether a port stands otherwise than it stood, or somebody else is behind it. */
export function standsOtherwise(before: WaitedPort, now: WaitedPort): boolean {
  return before.met !== now.met || before.state[0] !== now.state[0] ||
    pidsOf(before) !== pidsOf(now);
}

function pidsOf({ owners }: WaitedPort): string {
  return owners.map(({ pid }) => pid ?? 0).sort((a, b) => a - b).join();
}

/** The same port that does not answer as it should, with who listens on it. */
export function nameHolder(machine: Machine, port: WaitedPort): WaitedPort {
  const found = portStatus(machine, port);
  const { listeners } = found;
  if (listeners.length === 0) return port;
  const holders = listeningWords(listeners);
  const [one, several] = port.state;
  return {
    ...port,
    owners: ownersOf(found),
    detail: [`${one} and is held by ${holders}`, `${several} and are held by ${holders}`],
  };
}

/** Words that begin with `is`, for one port and for several. */
function wordsOf(words: string): Words {
  return [words, words.replace(/^is /, "are ")];
}

/** Each process once, however many of the sockets it holds. */
function ownersOf({ listeners, holders }: PortStatus): Owner[] {
  const owners = [...listeners.flatMap(({ owners }) => owners), ...holders];
  return [...new Map(owners.map((owner) => [owner.pid ?? owner, owner])).values()];
}

const STILL_FREE = ["is still free", "are still free"] as const;

const FAILED: ReadonlyMap<string, Words> = new Map(Object.entries(
  {
    CLOSED: ["hangs up without an answer", "hang up without an answer"],
    ECONNREFUSED: ["refuses connections", "refuse connections"],
    ECONNRESET: ["hangs up without an answer", "hang up without an answer"],
    EPIPE: ["hangs up without an answer", "hang up without an answer"],
    ETIMEDOUT: ["does not answer", "do not answer"],
    NOT_HTTP: ["does not speak HTTP", "do not speak HTTP"],
    TLS: ["speaks TLS and not plain HTTP", "speak TLS and not plain HTTP"],
    UNASKED: ["has not answered yet", "have not answered yet"],
  } as const,
));

function failedState(failed: string): Words {
  const why = `be reached: ${failed}`;
  return FAILED.get(failed) ?? [`cannot ${why}`, `cannot ${why}`];
}

function unseenPort(
  machine: Machine,
  port: PortTarget & Pick<WaitedPort, "owners">,
): WaitedPort {
  const words = `could not be seen: ${whyUnseen(machine)}`;
  return { ...port, met: false, unseen: true, state: [words, words] };
}
