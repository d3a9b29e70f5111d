import type { Lease } from "../../model/lease.ts";
import type { Leases } from "../../store/leases.ts";
import { letGo, type TakenPort } from "../leasing/take_ports.ts";
import type { World } from "../world.ts";

/** How often a holder looks whether its leases are still there, in ms: so long may a release take. */
const PAUSE = 500;

/**
 * Waits while ports are held: until their time is over, somebody releases them or asks this process to end.
 * What is released alone is let go of alone.
 */
export async function holdOn(
  { host }: Pick<World, "host">,
  leases: Leases,
  { taken, stopped }: { readonly taken: readonly TakenPort[]; readonly stopped: Promise<unknown> },
): Promise<void> {
  let over = false;
  stopped.then(() => over = true);
  let holding = taken;
  while (!over && holding.length > 0) {
    await Promise.race([stopped, host.sleep(PAUSE)]);
    const now = host.now();
    const ended = holding.filter((one) => !one.leases.every((lease) => lasts(leases, lease, now)));
    await letGo(leases, ended);
    holding = holding.filter((one) => !ended.includes(one));
  }
}

function lasts(leases: Leases, lease: Lease, now: number): boolean {
  return (lease.until ?? Infinity) > now && leases.isOurs(lease);
}
