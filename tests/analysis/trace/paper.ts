import { Connections } from "../../../src/analysis/trace/connections.ts";
import type { Forwarder, Hop } from "../../../src/analysis/trace/hop.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { Socket } from "../../../src/model/socket.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";

/** What else there is on the machine of a hop. */
export interface Around extends Partial<Snapshot> {
  readonly socket?: Partial<Socket>;
}

/** A process with these arguments that listens on 0.0.0.0:3000, as a forwarder sees it. */
export function hopOf(fields: Partial<Process>, around: Around = {}): Hop {
  const { socket: listens, sockets = [], processes = [], ...rest } = around;
  const argv = fields.argv ?? [];
  const own = process({ name: (argv[0] ?? "node").split("/").at(-1) ?? "", ...fields });
  const listener = socket({ holders: [{ pid: own.pid, fd: 3 }], ...listens });
  const machine = quietMachine({
    sockets: [listener, ...sockets],
    processes: [own, ...processes],
    ...rest,
  });
  const pids = [...new Set([own.pid, ...listener.holders.map(({ pid }) => pid)])];
  const connections = new Connections(machine);
  return { machine, connections, socket: listener, process: own, pids };
}

/** What a forwarder says of a process with these arguments: what it does, and where that leads. */
export function ways(
  forwarder: Forwarder,
  argv: readonly string[],
  around: Around = {},
): string[][] | undefined {
  return forwarder(hopOf({ argv }, around))?.map(({ does, to, beyond }) =>
    [does, to, beyond].filter((word) => word !== undefined)
  );
}

/** An open connection of process 812, unless the fields say otherwise. */
export function connection(to: string, fields: Partial<Socket> = {}): Socket {
  const [, address = "", port = ""] = /^(.*):(\d+)$/.exec(to) ?? [];
  return socket({
    address: "127.0.0.1",
    port: 41000,
    state: "ESTABLISHED",
    peer: { address, port: Number(port) },
    holders: [{ pid: 812, fd: 9 }],
    ...fields,
  });
}
