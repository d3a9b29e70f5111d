import type { PortTarget } from "../../analysis/port_status.ts";
import {
  judgeFree,
  judgeListening,
  nameHolder,
  type WaitedPort,
  type WaitFor,
} from "../../analysis/wait.ts";
import type { Machine } from "../../model/machine.ts";
import { bindAddresses, type FactName } from "../../model/question.ts";
import type { Asked, Gap } from "../../model/snapshot.ts";
import { isListener } from "../../model/socket.ts";
import type { Targets } from "../targets.ts";
import { askAll } from "./http.ts";
import type { World } from "../world.ts";

/** Binds that are tried at the same time. */
const AT_ONCE = 64;

/** How all ports stand at one time, and who told. */
export interface Look {
  readonly ports: readonly WaitedPort[];
  readonly gaps: readonly Gap[];
  readonly asked: readonly Asked[];
}

/** What to look for. `path` matters to http alone. */
export interface Wanted extends Targets {
  readonly what: WaitFor;
  readonly path: string;
  /** One of the ports is enough. */
  readonly any: boolean;
}

/** One look at all ports; it gets the ms that are left for all looks together. */
export function lookFor(world: World, wanted: Wanted): (left: number) => Promise<Look> {
  switch (wanted.what) {
    case "listening":
      return async () => judged(await lookAt(world, wanted), wanted, judgeListening);
    case "free":
      return async () => judged(await tryFree(world, wanted), wanted, judgeFree);
    case "http":
      return async (left) => ({ ports: await askAll(world, wanted, left), gaps: [], asked: [] });
  }
}

/** The same look where a port was asked in vain: with who listens there, as far as that can be seen. */
export async function nameHolders(world: World, wanted: Wanted, look: Look): Promise<Look> {
  if (wanted.what !== "http") return look;
  const machine = await lookAt(world, wanted);
  const { gaps, asked } = machine.snapshot;
  return {
    ports: look.ports.map((port) => port.met ? port : nameHolder(machine, port)),
    gaps,
    asked,
  };
}

function judged(
  machine: Machine,
  { targets }: Wanted,
  judge: (machine: Machine, target: PortTarget) => WaitedPort,
): Look {
  const { gaps, asked } = machine.snapshot;
  return { ports: targets.map((target) => judge(machine, target)), gaps, asked };
}

/** Asking the container engines costs more than all the rest, so they are asked only where that is wanted. */
function lookAt({ look, flags }: World, { ranges: ports, protos }: Wanted): Promise<Machine> {
  const facts: readonly FactName[] = ["sockets", "owners"];
  return look({ facts: flags.docker ? [...facts, "containers"] : facts, ports, protos });
}

/** Only a bind knows what no list of sockets shows; where somebody listens, none is needed. */
async function tryFree(world: World, wanted: Wanted): Promise<Machine> {
  const machine = await lookAt(world, wanted);
  const silent = wanted.targets.filter(({ port, proto, host }) =>
    !machine.sockets(port, proto, host).some(isListener)
  );
  const binds = silent.map(({ port, proto, host }) => ({
    port,
    proto,
    addresses: bindAddresses(host),
  }));
  return await world.tryBinds(machine, binds, { atOnce: AT_ONCE });
}
