import { defined } from "../model/defined.ts";
import type { Machine } from "../model/machine.ts";
import { mainOwner } from "../model/owner.ts";
import type { Block, Column, Span } from "../model/report.ts";
import { isListener, type Proto } from "../model/socket.ts";
import { connectionsOn } from "./connections.ts";
import { type PortClients, portClients } from "./port_clients.ts";
import type { PortTarget } from "./port_status.ts";

/** A port with the clients that it has most of, and who serves them. */
export interface BusyPort extends PortClients {
  readonly owner?: string;
  readonly pid?: number;
}

/** What to rank: ports by name or, left out, those that somebody listens on. 0 shows all. */
export interface BusyChoice {
  readonly protos: readonly Proto[];
  readonly targets?: readonly PortTarget[] | undefined;
  readonly top: number;
  readonly clients: number;
}

/** Ports by the number of their connections, the busiest first; those without any are left out. */
export function busyPorts(machine: Machine, choice: BusyChoice): BusyPort[] {
  const connectionsOf = connectionsOn(machine);
  const targets = choice.targets ?? listeningPorts(machine, choice.protos);
  const ranked = targets
    .map((target) => portClients(connectionsOf, target, { top: choice.clients }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total || a.port - b.port || (a.proto < b.proto ? -1 : 1));
  const shown = choice.top === 0 ? ranked : ranked.slice(0, choice.top);
  return shown.map((port) => ({ ...port, ...serverOf(machine, port) }));
}

/** An outgoing connection has a local port, too, and nobody would call that port busy. */
function listeningPorts(machine: Machine, protos: readonly Proto[]): PortTarget[] {
  const all = machine.snapshot.sockets
    .filter((socket) => isListener(socket) && protos.includes(socket.proto))
    .filter(({ namespace }) => namespace === undefined);
  const ports = new Map(all.map(({ port, proto }) => [`${port} ${proto}`, { port, proto }]));
  return [...ports.values()];
}

function serverOf(machine: Machine, { port, proto }: PortTarget): Pick<BusyPort, "owner" | "pid"> {
  const sockets = machine.sockets(port, proto);
  const owned = sockets.filter(isListener).concat(sockets).map((one) => machine.owners(one));
  const owner = mainOwner(owned.find((owners) => owners.length > 0) ?? []);
  return defined({ owner: owner?.name ?? owner?.unit, pid: owner?.pid });
}

const COLUMNS: readonly Column[] = [
  { title: "PORT", align: "right" },
  { title: "PROTO", priority: 3 },
  { title: "CONNECTIONS", align: "right" },
  { title: "OWNER", priority: 1, blank: "-" },
  { title: "PID", align: "right", priority: 2, blank: "-" },
  { title: "ADDRESSES", align: "right", priority: 4 },
  { title: "CLIENTS", flex: true, priority: 5 },
];

/** Busy ports as a table. */
export function busyTable(ports: readonly BusyPort[]): Block {
  return {
    kind: "table",
    columns: COLUMNS,
    rows: ports.map(({ port, proto, total, owner = "", pid = "", addresses, clients }): Span[] => {
      const most = clients.map((client) => `${client.address} (${client.total})`).join(", ");
      return [port, proto, total, owner, pid, addresses, most].map((one) => ({ text: `${one}` }));
    }),
  };
}
