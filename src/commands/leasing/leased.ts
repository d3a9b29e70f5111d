import type { Lease } from "../../model/lease.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Proto } from "../../model/socket.ts";
import { type LeaseHost, peekLeases } from "../../store/leases.ts";

/** What is known of leases. */
export interface Leased {
  /** Whether portik has promised a port to somebody, by one of these protocols. */
  isLeased(port: number, protos: readonly Proto[]): boolean;
  /** That lease; undefined where there is none. */
  leaseOn(port: number, protos: readonly Proto[]): Lease | undefined;
  /** Why they could not be read; a sentence. */
  readonly problem?: string;
}

/**
 * Reads the leases that hold now. Where portik may not keep any, there are none: that is told, but it keeps
 * nobody from asking for a port.
 */
export async function readLeased(host: LeaseHost): Promise<Leased> {
  try {
    using leases = await peekLeases(host);
    const current = await leases?.current() ?? [];
    const taken = new Map(current.map((lease) => [`${lease.proto} ${lease.port}`, lease]));
    const leaseOn: Leased["leaseOn"] = (port, protos) =>
      protos.map((proto) => taken.get(`${proto} ${port}`)).find((lease) => lease !== undefined);
    return {
      leaseOn,
      isLeased: (port, protos) => leaseOn(port, protos) !== undefined,
      ...(leases?.setAside === undefined ? {} : { problem: leases.setAside }),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      isLeased: () => false,
      leaseOn: () => undefined,
      problem: `Leases were not looked at: ${error.message}`,
    };
  }
}
