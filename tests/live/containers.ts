import type { Container } from "../../src/model/container.ts";
import { containersAt, listenerOf } from "../../src/model/listener.ts";
import { Machine } from "../../src/model/machine.ts";
import type { Question } from "../../src/model/question.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Proto } from "../../src/model/socket.ts";

/** Who looks at a machine: an engine of a test, from where its containers are. */
export interface Looker {
  look(question: Question): Promise<Snapshot>;
}

/** A question about one port, or about all. */
export function askPort(
  port: number | undefined,
  engines: Question["engines"] = "auto",
  proto?: Proto,
): Question {
  return {
    facts: ["sockets", "owners", "processes", "containers", "namespaces"],
    protos: proto === undefined ? ["tcp", "udp"] : [proto],
    engines,
    ...(port === undefined ? {} : { ports: [{ first: port, last: port }] }),
  };
}

/** `0.0.0.0:8080->80/tcp`, one for each publication, sorted. */
export function published({ publications }: Pick<Container, "publications">): string[] {
  return publications.map(({ hostAddress, hostPort, containerPort, proto }) =>
    `${hostAddress}:${hostPort}->${containerPort}/${proto}`
  ).sort();
}

/** `address owner container` of each listener on a port, sorted. */
export async function listeners(
  looker: Looker,
  port: number,
  proto: Proto = "tcp",
): Promise<string[]> {
  const machine = new Machine(await looker.look(askPort(port, "auto", proto)));
  return machine.listeners(port, proto).map((socket) => {
    const { address, container } = listenerOf(socket, machine);
    return `${address} ${machine.owner(socket)?.name} ${container?.name}`;
  }).sort();
}

/** `container process` of each container that publishes a port: who answers inside. */
export async function serving(
  looker: Looker,
  port: number,
  proto: Proto = "tcp",
): Promise<string[]> {
  const machine = new Machine(await looker.look(askPort(port, "auto", proto)));
  const found = containersAt(machine, { port, proto });
  return [...new Set(found.map(({ name, process }) => `${name} ${process?.name}`))].sort();
}
