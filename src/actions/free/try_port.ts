import type { Sight } from "../../host/host.ts";
import { isNoAddress } from "../../model/errno.ts";
import type { SkipReason } from "../../model/skipped.ts";
import type { Proto } from "../../model/socket.ts";

/** What is to be bound: one port, by each protocol, on each address. */
export interface TryTarget {
  readonly port: number;
  readonly protos: readonly Proto[];
  readonly addresses: readonly string[];
}

/**
 * What came of it: the addresses on which every protocol could have the port, or why it cannot be had.
 * Neither has an address where this machine has none of them.
 */
export type TriedPort = { readonly proven: readonly string[] } | { readonly why: SkipReason };

/**
 * Finds out whether a port can be had, by binding it for an instant as a server would. One address after the
 * other, because one wildcard is in the other's way; the first that says no is enough. Any error is a no:
 * Windows answers EACCES for a port that it keeps for others.
 */
export async function tryPort(
  sight: Pick<Sight, "tryBind">,
  { port, protos, addresses }: TryTarget,
): Promise<TriedPort> {
  const proven = new Set<string>();
  for (const proto of protos) {
    for (const address of addresses) {
      const outcome = await sight.tryBind(proto, address, port);
      if (outcome === "ok") proven.add(address);
      else if (!isNoAddress(outcome)) {
        return { why: outcome === "EACCES" || outcome === "EPERM" ? "denied" : "held" };
      }
    }
  }
  return { proven: [...proven] };
}
