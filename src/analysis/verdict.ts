import type { Machine } from "../model/machine.ts";
import type { BindOutcomes } from "./bind_words.ts";
import { freeWords } from "./free_words.ts";
import { heldWords, whyUnseen } from "./held_words.ts";
import { listeningWords } from "./listening_words.ts";
import type { PortStatus, PortTarget, Status } from "./port_status.ts";

/** What `explain` says first: how the port stands, one sentence with names, and what binding it gave. */
export interface Verdict {
  readonly status: Status;
  readonly sentence: string;
  readonly bindable: BindOutcomes;
  /** Binds were not tried, but follow from what was captured. */
  readonly inferred?: true;
}

/** Judges one port by what was seen on it and what trying to bind it gave. */
export function verdictOf(machine: Machine, target: PortTarget, status: PortStatus): Verdict {
  const binds = machine.binds(target.port, target.proto, target.host);
  const bindable = Object.fromEntries(binds.map(({ address, outcome }) => [address, outcome]));
  const sentence = sentenceOf(machine, target, { ...status, bindable });
  const inferred = binds.some((bind) => bind.inferred);
  return { status: status.status, sentence, bindable, ...(inferred ? { inferred } : {}) };
}

function sentenceOf(
  machine: Machine,
  target: PortTarget,
  facts: PortStatus & Pick<Verdict, "bindable">,
): string {
  switch (facts.status) {
    case "listening":
      return `${nameOf(target)} is held by ${listeningWords(facts.listeners)}.`;
    case "held":
      return `${nameOf(target)} ${heldWords(machine, target, facts)}.`;
    case "free":
      // Without a bind nobody knows: something may be bound that does not listen.
      return Object.keys(facts.bindable).length === 0
        ? `${nameOf(target)} has no listener.`
        : `${nameOf(target)} is free${freeWords(machine, target, facts.bindable)}.`;
    case "unknown":
      return `Who holds ${nameOf(target)} could not be seen: ${whyUnseen(machine)}.`;
  }
}

function nameOf({ port, proto, host }: PortTarget): string {
  return `${port}${proto === "udp" ? "/udp" : ""}${host === undefined ? "" : ` on ${host}`}`;
}
