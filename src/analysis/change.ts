import type { Listener, PortContainer } from "../model/listener.ts";
import { holdsPorts } from "../model/container.ts";
import type { Machine } from "../model/machine.ts";
import { mainOwner } from "../model/owner.ts";
import type { PortStatus } from "./port_status.ts";

/** How a port stood, on the machine as it was then. */
export interface Moment {
  readonly port: PortStatus;
  readonly machine: Machine;
}

/**
 * True when something has changed on a port that people care about: its status, where somebody listens, who
 * that is, or the container. Neither age and order count, nor connections, nor the workers of a server that
 * stays. Where one of the two looks could not see containers, they are not compared.
 */
export function hasChanged(before: Moment, now: Moment): boolean {
  const blind = [before, now].some(({ machine }) => machine.isBlindTo("containers"));
  return stateOf(before, blind) !== stateOf(now, blind);
}

function stateOf({ port, machine }: Moment, blind: boolean): string {
  const { status, listeners, elsewhere, containers } = port;
  const held = blind && (status === "held" || status === "free");
  return JSON.stringify([
    held ? "nobody listens" : status,
    [...listeners, ...elsewhere].map((one) => listenerState(one, machine, blind)).sort(),
    blind ? [] : containers.filter(holdsPorts).map(containerState).sort(),
  ]);
}

function listenerState(listener: Listener, machine: Machine, blind: boolean): string {
  const { address, zone, namespace, owners, container } = listener;
  const owner = mainOwner(owners);
  const process = owner?.pid === undefined ? undefined : machine.process(owner.pid);
  // The start in the kernel's own ticks: as a time of day it moves when somebody sets the clock.
  const start = process?.startTicks ?? owner?.startedAt;
  const who = [owner?.pid, start, owner?.name, owner?.user, owner?.unit];
  return JSON.stringify([address, zone, namespace, ...who, blind ? undefined : container?.id]);
}

function containerState({ id, state, hostAddress, hostPort }: PortContainer): string {
  return JSON.stringify([id, state, hostAddress, hostPort]);
}
