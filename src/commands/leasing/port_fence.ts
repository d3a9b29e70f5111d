import { barredPorts } from "../../analysis/free/barred.ts";
import type { PortRange } from "../../model/question.ts";
import type { Proto } from "../../model/socket.ts";
import type { World } from "../world.ts";

/** What speaks against ports besides binds and leases, and which are to be taken last. */
export interface Fence {
  isBarred(port: number): boolean;
  readonly ephemeral: PortRange | undefined;
}

/** Whoever names a port means it. */
export const NO_FENCE: Fence = { isBarred: () => false, ephemeral: undefined };

/** What is wanted. */
export interface FencedWish {
  readonly protos: readonly Proto[];
  /** This port and no other: then nothing is looked at. */
  readonly port?: number;
  readonly host?: string;
}

/** One look for all wishes. Nobody is on port 0, so that no socket needs to be looked at. */
export async function fencesOf(
  world: World,
  wishes: readonly FencedWish[],
): Promise<readonly Fence[]> {
  if (wishes.every(({ port }) => port !== undefined)) return [];
  const protos = [...new Set(wishes.flatMap((wish) => wish.protos))];
  const machine = await world.look({
    facts: ["containers", "settings"],
    ports: [{ first: 0, last: 0 }],
    protos,
  });
  return wishes.map(({ port, host, protos }) => {
    if (port !== undefined) return NO_FENCE;
    const why = barredPorts({ machine, protos, host, isLeased: () => false });
    return {
      isBarred: (port) => why(port) !== undefined,
      ephemeral: machine.setting("ephemeralRange"),
    };
  });
}
