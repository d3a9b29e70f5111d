import { formatEndpoint } from "../../model/address.ts";
import { type Container, holdsPorts } from "../../model/container.ts";
import type { Machine } from "../../model/machine.ts";
import { heldWords, whyUnseen } from "../held_words.ts";
import type { PortTarget } from "../port_status.ts";
import type { Note } from "./notes.ts";

/** What is to be said of a port on which nobody listens, and the container that has it all the same. */
export interface Nowhere {
  readonly note: Note;
  readonly container?: Container;
  /** The port inside the container. */
  readonly inside?: number;
}

/** A container may publish a port by packet filter alone; a connection may have it; nobody may. */
export function nowhere(machine: Machine, target: PortTarget): Nowhere {
  const { port, proto, host } = target;
  const name = `${port}${proto === "udp" ? "/udp" : ""}`;
  const container = machine.containers(port, proto, host).find(holdsPorts);
  const publication = container?.publications.find((one) =>
    one.hostPort === port && one.proto === proto
  );
  if (container && publication) {
    const { hostAddress, containerPort: inside } = publication;
    const summary = `Container ${container.name} publishes ${name} for its port ${inside}: the ` +
      "packet filter hands connections over, and no process listens";
    return {
      note: {
        kind: "publication",
        summary,
        from: formatEndpoint({ address: hostAddress, port }),
        container: container.name,
        evidence: [`${container.engine} knows container ${container.name}`],
        depth: 0,
      },
      container,
      inside,
    };
  }
  if (machine.isBlindTo("sockets")) {
    const summary = `Who holds ${name} cannot be seen: ${whyUnseen(machine)}`;
    return { note: { kind: "unseen", summary, depth: 0 } };
  }
  const held = machine.sockets(port, proto, host).length > 0;
  const words = held ? heldWords(machine, target, { containers: [], bindable: {} }) : "";
  const summary = `Nobody listens on ${name}${held ? `, which ${words}` : ""}`;
  return { note: { kind: "nobody", summary, depth: 0 } };
}
