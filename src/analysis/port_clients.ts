import type { Machine } from "../model/machine.ts";
import type { Block, Column, Span } from "../model/report.ts";
import type { Proto, SocketState } from "../model/socket.ts";
import { type Client, clientsOf, type ConnectionsOf } from "./connections.ts";
import { whyUnseen } from "./held_words.ts";
import { otherProtocol } from "./port_blocks.ts";
import type { PortTarget } from "./port_status.ts";
import { count, listWords } from "./sentence.ts";

/** Who is connected to one port. */
export interface PortClients {
  readonly port: number;
  readonly proto: Proto;
  /** All connections, whether their clients are shown or not. */
  readonly total: number;
  /** How many addresses they come from. */
  readonly addresses: number;
  readonly clients: readonly Client[];
}

/** Which connections count, and how many clients are shown; 0 for all. */
export interface ClientChoice {
  readonly top: number;
  readonly states?: readonly SocketState[] | undefined;
}

/** The clients of one port, the busiest first. */
export function portClients(
  connectionsOf: ConnectionsOf,
  target: PortTarget,
  { top, states }: ClientChoice,
): PortClients {
  const connections = connectionsOf(target)
    .filter(({ state }) => states?.includes(state) ?? true);
  const clients = clientsOf(connections);
  return {
    port: target.port,
    proto: target.proto,
    total: connections.length,
    addresses: clients.length,
    clients: top === 0 ? clients : clients.slice(0, top),
  };
}

const COLUMNS: readonly Column[] = [
  { title: "PORT", align: "right", forPrograms: true },
  { title: "PROTO", forPrograms: true },
  { title: "ADDRESS" },
  { title: "TOTAL", align: "right" },
  { title: "STATES", priority: 1 },
  { title: "PROCESSES", flex: true, priority: 2, blank: "-" },
  { title: "SAMPLES", flex: true, priority: 3 },
];

/** The clients of one port for people: a headline, and a table. */
export function clientBlocks(
  port: PortClients,
  machine: Machine,
  states: readonly SocketState[] = [],
): Block[] {
  const name = `${port.port}/${port.proto}`;
  if (machine.isBlindTo("sockets")) {
    const words = ` could not be seen: ${whyUnseen(machine)}.`;
    return [headline([{ text: "Who is connected to " }, strong(name), { text: words }]), table([])];
  }
  const hidden = port.addresses - port.clients.length;
  const more = `and ${count(hidden, "address", "addresses")} more: --top 0 shows all`;
  const such = states.length === 0 ? "" : ` in ${listWords(states)}`;
  if (port.total === 0) {
    const listened = machine.listeners(port.port, port.proto).length > 0;
    const nobody = listened ? "" : ", and nobody listens on it";
    return [
      headline([strong(name), { text: ` has no connections${such}${nobody}` }]),
      table([]),
      ...otherProtocol({ ...port, status: listened ? "listening" : "free" }, machine),
    ];
  }
  const words = ` has ${count(port.total, "connection")}${such} from ` +
    count(port.addresses, "address", "addresses");
  return [
    headline([strong(name), { text: words }]),
    table(port.clients.map((client) => row(port, client, machine))),
    ...(hidden === 0
      ? []
      : [{ kind: "text", spans: [{ text: more, tone: "dim" }], indent: 2 } as const]),
  ];
}

function table(rows: readonly Span[][]): Block {
  return { kind: "table", columns: COLUMNS, rows, indent: 2 };
}

/** `2 ESTABLISHED, 1 TIME_WAIT`. */
export function stateWords(states: Client["states"]): string {
  return Object.entries(states).sort(([, a], [, b]) => b - a)
    .map(([state, number]) => `${number} ${state}`).join(", ");
}

function headline(spans: readonly Span[]): Block {
  return { kind: "text", spans };
}

function strong(text: string): Span {
  return { text, tone: "strong" };
}

function row(
  { port, proto }: PortClients,
  { address, total, states, pids = [], samples }: Client,
  machine: Machine,
): Span[] {
  const processes = pids.map((pid) => `${machine.process(pid)?.name ?? "a process"} (${pid})`);
  const cells = [String(port), proto, address, String(total), stateWords(states)];
  return [...cells, processes.join(", "), samples.join(", ")].map((text) => ({ text }));
}
