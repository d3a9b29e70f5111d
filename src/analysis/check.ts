import { isNoAddress } from "../model/errno.ts";
import type { Machine } from "../model/machine.ts";
import type { Proto } from "../model/socket.ts";
import type { BindOutcomes } from "./bind_words.ts";
import { portStatus, type PortTarget, type Status } from "./port_status.ts";
import { verdictOf } from "./verdict.ts";

/** What a port is checked for: that somebody has it, or that a server can bind it. */
export type CheckFor = "in-use" | "bindable";

/** The answer to one check. */
export interface Check {
  readonly port: number;
  readonly proto: Proto;
  readonly status: Status;
  /** Whether it is so; left out where that could not be seen. */
  readonly answer?: boolean;
  /** Why, in one sentence. */
  readonly sentence: string;
  /** What binding gave, where it was tried. */
  readonly bindable?: BindOutcomes;
}

/** Checks one port by what was seen on it and, for `bindable`, what trying to bind it gave. */
export function checkPort(machine: Machine, target: PortTarget, what: CheckFor): Check {
  const { port, proto } = target;
  const found = portStatus(machine, target);
  const { status } = found;
  const { sentence, bindable } = verdictOf(machine, target, found);
  const answer = what === "in-use" ? isInUse(status) : isBindable(status, bindable);
  return {
    port,
    proto,
    status,
    ...(answer === undefined ? {} : { answer }),
    sentence,
    ...(what === "in-use" ? {} : { bindable }),
  };
}

function isInUse(status: Status): boolean | undefined {
  return status === "unknown" ? undefined : status !== "free";
}

/** Every address that this machine has must work: a server that takes them all would need each. */
function isBindable(status: Status, bindable: BindOutcomes): boolean | undefined {
  if (status !== "free") return status === "unknown" ? undefined : false;
  const outcomes = Object.values(bindable);
  const telling = outcomes.filter((outcome) => !isNoAddress(outcome));
  if (telling.length === 0) return outcomes.length === 0 ? undefined : false;
  if (telling.every((outcome) => outcome === "ok")) return true;
  return telling.every((outcome) => outcome === "ok" || outcome === "unknown") ? undefined : false;
}
