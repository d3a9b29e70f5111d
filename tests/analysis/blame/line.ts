import { type Case, caseOf } from "../../../src/analysis/blame/case.ts";
import type { Machine } from "../../../src/model/machine.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { Endpoint, Socket } from "../../../src/model/socket.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";

/** What else there is, beside the line of processes. */
export interface Around extends Partial<Snapshot> {
  readonly socket?: Partial<Socket>;
  readonly remoteOf?: (pid: number) => Endpoint | undefined;
}

/**
 * A line of processes, first process first, each the child of the one before: the last one listens on port
 * 3000. They have the pids 1, 101, 102 and so on.
 */
export function lineOf(...processes: readonly Partial<Process>[]): readonly Process[] {
  let ppid = 0;
  return processes.map((fields, i) => {
    const one = process({
      pid: i === 0 ? 1 : 100 + i,
      ppid,
      ...(fields.argv?.[0] === undefined ? {} : { exe: fields.argv[0].split(" ")[0] ?? "" }),
      ...fields,
    });
    ppid = one.pid;
    return one;
  });
}

/** A machine with this line of processes on it. */
export function machineOf(line: readonly Process[], around: Around = {}): Machine {
  const { socket: fields, remoteOf: _, ...snapshot } = around;
  const holders = [{ pid: line.at(-1)?.pid ?? 0, fd: 3 }];
  return quietMachine({ sockets: [socket({ holders, ...fields })], processes: line, ...snapshot });
}

/** The case of the listener of that line. */
export function caseFor(line: readonly Process[], around: Around = {}): Case {
  const machine = machineOf(line, around);
  const [listener] = machine.snapshot.sockets;
  if (!listener) throw new Error("The machine has no socket");
  return caseOf(machine, listener, around.remoteOf);
}

/** Pid 1 as most Linux systems have it. */
export const SYSTEMD: Partial<Process> = {
  name: "systemd",
  argv: ["/sbin/init"],
  uid: 0,
  session: 1,
};
