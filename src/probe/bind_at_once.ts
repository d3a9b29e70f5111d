import type { Sight } from "../host/host.ts";
import type { Bind } from "../model/snapshot.ts";
import type { Proto } from "../model/socket.ts";
import { type BindContext, tryBinds } from "./bind.ts";

/** One port to bind, on each of these addresses. */
export interface BindTarget {
  readonly port: number;
  readonly proto: Proto;
  readonly addresses: readonly string[];
}

/**
 * Binds many ports, `atOnce` of them side by side. The addresses of one port take turns even where they are
 * named in several targets, for one would be in the other's way.
 */
export async function bindAtOnce(
  sight: Sight,
  targets: readonly BindTarget[],
  { atOnce, ...context }: BindContext & { readonly atOnce: number },
): Promise<Bind[]> {
  const ports = Map.groupBy(targets, ({ port, proto }) => `${proto} ${port}`).values();
  const found: Bind[] = [];
  const work = async () => {
    for (const [first, ...others] of ports) {
      if (!first) continue;
      const addresses = new Set([first, ...others].flatMap((target) => target.addresses));
      found.push(...await tryBinds(sight, { ...first, addresses: [...addresses] }, context));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}
