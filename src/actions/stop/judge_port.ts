import type { Machine } from "../../model/machine.ts";
import { isServiceManager } from "../../model/owner.ts";
import type { StopPort } from "../../model/plan.ts";
import type { Process } from "../../model/process.ts";
import type { Socket } from "../../model/socket.ts";
import type { PortOutcome, ProcessOutcome } from "../../model/stop_outcome.ts";
import { comebackOf } from "./comebacks.ts";
import { survivingParents } from "./family.ts";

/** Time that a new owner must have started after; a second of it is for clocks that tick slowly. */
export interface Since {
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** What is known of a port that could not be bound, beside the machine. */
export interface Judging extends Since {
  /** Nobody waits any longer. */
  readonly isLast: boolean;
  /** What binding it gave: `ok` or the name of an error. */
  readonly bound: string;
  /** What became of those who had it. */
  readonly ended: readonly ProcessOutcome[];
}

/** The very listeners that were to go, by their inodes. */
export function sameSocket(machine: Machine, { port, proto, address, inode }: StopPort): Socket[] {
  return machine.listeners(port, proto, address)
    .filter((socket) => inode !== undefined && socket.inode === inode);
}

/** How a port stands that could not be bound; undefined where that may change by itself. */
export function judgePort(
  machine: Machine,
  port: StopPort,
  { since, isLast, bound, ended }: Judging,
): PortOutcome | undefined {
  const [socket] = [
    ...sameSocket(machine, port),
    ...machine.listeners(port.port, port.proto, port.address),
  ];
  if (socket === undefined) {
    // Only this error may go by itself.
    return isLast || bound !== "EADDRINUSE" ? leftOver(machine, port) : undefined;
  }
  const again = takenBy(machine, port, { socket, since });
  if (again) return again;
  const pid = machine.owner(socket)?.pid;
  const stayed = ended.some((one) => one.pid === pid && one.exit > 0);
  return stayed || isLast
    ? outcomeOf(port, { result: "held", by: ownerOf(machine, socket), exit: 5 })
    : undefined;
}

/** Nobody listens. Where rights or the address forbid a bind, that is all there is to know. */
function leftOver(machine: Machine, port: StopPort): PortOutcome {
  const remains = machine.sockets(port.port, port.proto, port.address)
    .some(({ state }) => state !== "TIME_WAIT");
  return remains
    ? outcomeOf(port, { result: "closing", proof: "look", exit: 5 })
    : outcomeOf(port, { result: "free", proof: "look" });
}

/** Who has started meanwhile and has the port again, or undefined. */
export function takenAgain(
  machine: Machine,
  port: StopPort,
  since: Since,
): PortOutcome | undefined {
  const [socket] = machine.listeners(port.port, port.proto, port.address);
  return socket && takenBy(machine, port, { socket, ...since });
}

function takenBy(
  machine: Machine,
  port: StopPort,
  { socket, since }: Since & { readonly socket: Socket },
): PortOutcome | undefined {
  const pid = machine.owner(socket)?.pid;
  const startedAt = pid === undefined ? undefined : machine.process(pid)?.startedAt;
  const isNew = startedAt !== undefined && Date.parse(startedAt) >= since - 1000 &&
    socket.inode !== port.inode;
  if (pid === undefined || !isNew) return undefined;
  const known = comebackOf(machine, { pid, socket, stopped: new Set() });
  const [again] = survivingParents(machine, new Set([pid]));
  const stopWith = known ? known.stopWith : again && stopTree(again);
  const [, parent] = machine.ancestry(pid);
  const isProgram = parent !== undefined && parent.pid > 1 && !isServiceManager(parent);
  return outcomeOf(port, {
    result: "taken-again",
    by: ownerOf(machine, socket),
    ...(isProgram ? { startedBy: { pid: parent.pid, name: parent.name } } : {}),
    ...(stopWith === undefined ? {} : { stopWith }),
    exit: 5,
  });
}

/** What ends a program that starts another again and again, with all that it has started. */
function stopTree({ pid }: Process): string[] {
  return ["portik", "kill", `pid:${pid}`, "--tree"];
}

function ownerOf(machine: Machine, socket: Socket): NonNullable<PortOutcome["by"]> {
  const { pid, name = "a process that cannot be seen" } = machine.owner(socket) ?? {};
  return pid === undefined ? { name } : { pid, name };
}

/** What became of a port; its part of the exit code is 0 unless the facts say otherwise. */
export function outcomeOf(
  { port, proto, address }: StopPort,
  facts: Pick<PortOutcome, "result"> & Partial<PortOutcome>,
): PortOutcome {
  return { port, proto, address, exit: 0, ...facts };
}
