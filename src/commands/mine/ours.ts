import type { Project } from "../../model/process.ts";
import { isListener, type Proto } from "../../model/socket.ts";
import type { World } from "../world.ts";

/** Tells whether a program of this project listens on a port. */
export type IsOurs = (port: number) => Promise<boolean>;

/**
 * A project keeps its port while its own server runs on it: who asks again, in another terminal, is to be told
 * the same. Where the owner cannot be seen, the port is somebody else's.
 */
export function oursIn(world: World, project: Project, protos: readonly Proto[]): IsOurs {
  return async (port) => {
    const machine = await world.look({
      facts: ["sockets", "owners"],
      ports: [{ first: port, last: port }],
      protos,
    });
    return machine.snapshot.sockets.filter(isListener).some((socket) =>
      machine.owners(socket).some((owner) => owner.project?.root === project.root)
    );
  };
}
