import type { Machine } from "../model/machine.ts";
import { isListener, type Proto } from "../model/socket.ts";
import { listWords } from "./sentence.ts";

/** Who was given which ports. */
export interface Given {
  /** The process that was started with them. */
  readonly pid: number;
  readonly ports: readonly number[];
  readonly protos: readonly Proto[];
}

/** What a program and everything it has started listens on. */
export interface BoundPorts {
  /** The ports that it was given and that it has bound. */
  readonly given: readonly number[];
  /** Other ports, sorted. */
  readonly others: readonly number[];
}

/** Looks what came of ports that were given to a program. */
export function boundPorts(machine: Machine, { pid, ports, protos }: Given): BoundPorts {
  const bound = machine.snapshot.sockets.filter((socket) =>
    isListener(socket) && protos.includes(socket.proto) &&
    socket.holders.some((holder) => descends(machine, holder.pid, pid))
  ).map(({ port }) => port);
  const all = [...new Set(bound)].sort((a, b) => a - b);
  return {
    given: all.filter((port) => ports.includes(port)),
    others: all.filter((port) => !ports.includes(port)),
  };
}

function descends(machine: Machine, pid: number, from: number): boolean {
  return pid === from || machine.ancestry(pid).some((process) => process.ppid === from);
}

/** That a program listens somewhere else than it was told to. */
export function elsewhereWords(others: readonly number[], given: readonly number[]): string {
  const not = listWords(given.map(String));
  const what = given.length === 1 ? "the port that it was given" : "the ports that it was given";
  return `the command listens on ${listWords(others.map(String))}, and not on ${not}, ${what}`;
}
