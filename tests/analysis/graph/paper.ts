import { type Graph, labelOf } from "../../../src/analysis/graph/node.ts";
import type { Process } from "../../../src/model/process.ts";
import type { Socket } from "../../../src/model/socket.ts";
import { process, socket } from "../../../src/testing.ts";

/** A connection as one of its two ends has it, `from` and `to` in the form `127.0.0.1:80`. */
export function end(from: string, to: string, fields: Partial<Socket> = {}): Socket {
  const [local, peer] = [from, to].map((text) => {
    const at = text.lastIndexOf(":");
    return { address: text.slice(0, at), port: Number(text.slice(at + 1)) };
  });
  return socket({
    ...local,
    ...(peer ? { peer } : {}),
    state: "ESTABLISHED",
    holders: [],
    ...fields,
  });
}

/** Some processes, and their sockets. */
export interface Part {
  readonly processes: readonly Process[];
  readonly sockets: readonly Socket[];
}

/** A process that holds these sockets. */
export function held(pid: number, name: string, ...sockets: readonly Socket[]): Part {
  return {
    processes: [process({ pid, name })],
    sockets: sockets.map((one) => ({ ...one, holders: [{ pid, fd: 3 }] })),
  };
}

/** Each edge as `client -> server 80/tcp 3`. */
export function shown({ nodes, edges }: Graph): string[] {
  const labels = new Map(nodes.map((node) => [node.id, labelOf(node)]));
  return edges.map(({ from, to, port, proto, count }) =>
    `${labels.get(from)} -> ${labels.get(to)} ${port}/${proto} ${count}`
  );
}
