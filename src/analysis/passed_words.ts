import { isUp } from "../model/container.ts";
import type { Lease } from "../model/lease.ts";
import { containersAt } from "../model/listener.ts";
import type { Machine } from "../model/machine.ts";
import type { PassedPort } from "../model/skipped.ts";
import type { Proto } from "../model/socket.ts";
import { containerWords } from "./container_words.ts";
import { leasedPort, leaseWords } from "./lease_words.ts";
import { portStatus, type PortTarget } from "./port_status.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** What the words about a port that was passed over go by. */
export interface PassedFacts {
  /** It was asked for the port, and binding it was tried. */
  readonly machine: Machine;
  readonly protos: readonly Proto[];
  /** The address that the port was wanted for; left out: every one. */
  readonly host?: string | undefined;
  /** The lease on it, where there is one. */
  readonly lease?: Lease | undefined;
  /** In ms since 1970. */
  readonly now: number;
}

/** Why a port was passed over, with the name of whoever has it; without a full stop. */
export function passedSentence({ port, why }: PassedPort, facts: PassedFacts): string {
  switch (why) {
    case "held":
      return heldSentence(port, facts);
    case "denied":
      return deniedSentence(port, facts);
    case "leased":
      return leasedSentence(port, facts);
    case "published":
      return publishedSentence(port, facts);
    case "blocked":
      return `${port} is blocked by browsers: they open no page that is served there`;
    case "reserved":
      return `${port} is reserved by the system`;
  }
}

/** Whoever had it may have let go of it meanwhile. */
function heldSentence(port: number, facts: PassedFacts): string {
  const told = verdictsOn(port, facts).find(({ status }) => status !== "free");
  return told ? clause(told) : `${port} was held a moment ago`;
}

function deniedSentence(port: number, facts: PassedFacts): string {
  const told = verdictsOn(port, facts).find(({ status, bindable }) =>
    status === "free" && Object.values(bindable).some((outcome) => outcome !== "ok")
  );
  return told ? clause(told) : `${port} is not yours to bind`;
}

function verdictsOn(port: number, facts: PassedFacts): Verdict[] {
  return targetsOf(port, facts).map((target) =>
    verdictOf(facts.machine, target, portStatus(facts.machine, target))
  );
}

function clause({ sentence }: Verdict): string {
  return sentence.replace(/\.$/, "");
}

function leasedSentence(port: number, { lease, now }: PassedFacts): string {
  return lease ? `${leasedPort(lease)} is ${leaseWords(lease, now)}` : `${port} is leased`;
}

function publishedSentence(port: number, facts: PassedFacts): string {
  const containers = targetsOf(port, facts).flatMap((target) =>
    containersAt(facts.machine, target).filter(({ hostPort }) => hostPort === port)
  );
  const container = containers.find(isUp) ?? containers[0];
  if (!container) return `${port} is published by a container`;
  const words = containerWords(container);
  return isUp(container)
    ? `${port} is published by ${words}`
    : `${port} is wanted by ${words}, which is ${container.state}`;
}

function targetsOf(port: number, { protos, host }: PassedFacts): PortTarget[] {
  return protos.map((proto) => ({ port, proto, ...(host === undefined ? {} : { host }) }));
}
