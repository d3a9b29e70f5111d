import type { Proto, SocketState } from "../../model/socket.ts";

/**
 * Somebody who takes part in connections. `process`: a process, with those that share its listener folded
 * into it. `address`: another machine, or an address of this one behind which no process is known. `hidden`:
 * a process that cannot be seen, by what the kernel tells of it. `unknown`: all whose process is gone.
 */
export interface Node {
  readonly id: string;
  readonly kind: "process" | "address" | "hidden" | "unknown";
  /** Name of the process, the address, or the unit or user of what cannot be seen. */
  readonly name: string;
  readonly pid?: number;
  readonly user?: string;
  readonly unit?: string;
  /** Name of the container that a forwarder serves, or that the process runs in. */
  readonly container?: string;
  /** True for an address of another machine. */
  readonly outside?: boolean;
}

/** Connections of one client to one port of one server, each counted once. */
export interface Edge {
  /** Ids of the client's node and the server's. */
  readonly from: string;
  readonly to: string;
  readonly proto: Proto;
  /** The server's port. */
  readonly port: number;
  readonly count: number;
  readonly states: Readonly<Partial<Record<SocketState, number>>>;
}

/** Who talks to whom. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** A node for people: `nginx (pid 7)`, `web-1 (docker-proxy, pid 9)`, `192.0.2.7`. */
export function labelOf({ name, pid, container, kind, outside }: Node): string {
  if (kind === "address") return outside === true ? name : `${name} (this machine)`;
  const facts = [
    ...(container === undefined ? [] : [name]),
    ...(pid === undefined ? [] : [`pid ${pid}`]),
  ];
  return `${container ?? name}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

/** What an edge is about: `80/tcp`. */
export function portOf({ port, proto }: Pick<Edge, "port" | "proto">): string {
  return `${port}/${proto}`;
}
