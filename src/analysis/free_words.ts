import { isIpv6, isLinkLocal } from "../model/address.ts";
import type { Machine } from "../model/machine.ts";
import { addressesWith, type BindOutcomes, worksWords } from "./bind_words.ts";
import type { PortTarget } from "./port_status.ts";
import { count, listWords } from "./sentence.ts";

/** What follows `is free`: which binds work, and why the others do not. */
export function freeWords(machine: Machine, target: PortTarget, bindable: BindOutcomes): string {
  const works = addressesWith(bindable, "ok");
  const failures = failureClauses(machine, target, bindable).join("; ");
  const { port, proto, host } = target;
  const inferred = machine.binds(port, proto, host).some((bind) => bind.inferred);
  const told = inferred ? ", as far as the capture tells" : "";
  if (works.length === 0) return `${told}${failures && `, but ${failures}`}`;
  const work = workWords(works, inferred);
  return `${told}: ${work}${leftWords(machine, target)}${failures && `; ${failures}`}`;
}

/** What was tried works; what only follows from other facts of a capture should. */
function workWords(works: readonly string[], inferred: boolean): string {
  const should = inferred ? "should " : "";
  if (works.length === 1) return inferred ? `binding ${works[0]} should work` : worksWords(works);
  return `binding ${listWords(works)} ${should}${works.length === 2 ? "both" : "all"} work`;
}

/** Connections of a server that is gone are in the way of nobody who sets SO_REUSEADDR. */
function leftWords(machine: Machine, { port, proto, host }: PortTarget): string {
  const left = machine.sockets(port, proto, host).filter(({ state }) => state !== "TIME_WAIT");
  if (left.length === 0) return "";
  return `, although ${count(left.length, "connection")} of it ${
    left.length === 1 ? "is" : "are"
  } still there`;
}

/** One clause for each kind of failure; a bind that could not be judged says nothing. */
function failureClauses(machine: Machine, target: PortTarget, bindable: BindOutcomes): string[] {
  const outcomes = new Set(Object.values(bindable));
  outcomes.delete("ok");
  outcomes.delete("unknown");
  return [...outcomes].map((outcome) => {
    if (outcome === "EACCES" && isPrivileged(machine, target)) {
      return privilegedClause(machine, bindable);
    }
    return failureClause(outcome, addressesWith(bindable, outcome));
  });
}

function isPrivileged(machine: Machine, { port }: PortTarget): boolean {
  const start = machine.setting("unprivilegedPortStart");
  return start !== undefined && port < start && machine.snapshot.caller.mayBindPrivileged !== true;
}

function privilegedClause(machine: Machine, bindable: BindOutcomes): string {
  const some = addressesWith(bindable, "ok").length > 0;
  const what = some ? listWords(addressesWith(bindable, "EACCES")) : "it";
  const start = machine.setting("unprivilegedPortStart");
  return `you may not bind ${what}: ports below ${start} need root or CAP_NET_BIND_SERVICE here`;
}

function failureClause(outcome: string, addresses: readonly string[]): string {
  const list = listWords(addresses);
  switch (outcome) {
    case "EACCES":
    case "EPERM":
      return `you may not bind ${list} (${outcome}): something forbids it, such as a security ` +
        "module or a sandbox";
    case "EAFNOSUPPORT":
      if (addresses.every(isIpv6)) return `this machine has no IPv6 (${outcome})`;
      return `this machine cannot bind ${list} (${outcome})`;
    case "EINVAL":
      if (addresses.every(isLinkLocal)) {
        return `${list} is a link-local address, which means something only together with its ` +
          `interface, as in ${list}%eth0 (${outcome})`;
      }
      return `binding ${list} fails with ${outcome}`;
    case "EADDRNOTAVAIL":
      return addresses.length === 1
        ? `${list} is no address of this machine (${outcome})`
        : `${list} are no addresses of this machine (${outcome})`;
    default:
      return `binding ${list} fails with ${outcome}`;
  }
}
