import { meets } from "../model/address.ts";
import { holdsPorts } from "../model/container.ts";
import type { PortContainer } from "../model/listener.ts";
import type { Machine } from "../model/machine.ts";
import { addressesWith, type BindOutcomes, worksWords } from "./bind_words.ts";
import { connectionWords } from "./connection_words.ts";
import { containerWords } from "./container_words.ts";
import type { PortStatus, PortTarget } from "./port_status.ts";
import { count, listWords } from "./sentence.ts";

/** What follows the name of a port on which nobody listens and which is taken all the same. */
export function heldWords(
  machine: Machine,
  { port, proto, host }: PortTarget,
  { containers, bindable }: Pick<PortStatus, "containers"> & { readonly bindable: BindOutcomes },
): string {
  const holding = containers.filter(holdsPorts);
  const container = holding.find(({ process }) => process) ?? holding[0];
  if (container) return publishedWords(container);
  const sockets = machine.sockets(port, proto, host);
  const taken = addressesWith(bindable, "EADDRINUSE");
  const unexplained = taken.filter((address) => !sockets.some((one) => meets(one, address)));
  if (unexplained.length > 0) return takenWords(machine, unexplained);
  const connections = sockets.filter(({ state }) => state !== "TIME_WAIT");
  const words = connections.length > 0
    ? `is the local end of ${connectionWords(machine, connections)}`
    : waitingWords(sockets.length, taken);
  const works = addressesWith(bindable, "ok");
  return works.length === 0 ? words : `${words}; ${worksWords(works)} all the same`;
}

function publishedWords(container: PortContainer): string {
  const { containerPort } = container;
  const inside = containerPort === undefined ? "" : ` for its port ${containerPort}`;
  return `is published by ${containerWords(container)}${inside}, without a listener on the host`;
}

/** Binding fails on these addresses, and no socket that was seen is the reason. */
function takenWords(machine: Machine, addresses: readonly string[]): string {
  const fails = `binding ${listWords(addresses)} fails with EADDRINUSE`;
  if (machine.isBlindTo("sockets")) {
    return `is taken (${fails}), but who holds it could not be seen: ${whyUnseen(machine)}`;
  }
  return `is taken, but no socket of it can be seen: ${fails}, as it does when something has bound ` +
    "it without listening";
}

/** Nothing is left but TIME_WAIT, and that was in the way of a bind. */
function waitingWords(waiting: number, taken: readonly string[]): string {
  return `is kept by ${count(waiting, "connection")} in TIME_WAIT: binding ${listWords(taken)} ` +
    `fails with EADDRINUSE until ${waiting === 1 ? "it expires" : "they expire"}`;
}

/** Why no source told about sockets. */
export function whyUnseen({ snapshot }: Machine): string {
  const gaps = snapshot.gaps.filter(({ fact }) => fact === "sockets");
  return listWords([...new Set(gaps.map(({ reason }) => reason))]);
}
