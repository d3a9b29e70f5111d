import { protosOf, type SharedFlags } from "../../cli/flags.ts";
import { isFailure } from "../../host/host.ts";
import type { PortRequest } from "../../model/ports.ts";
import { Refusal } from "../../model/refusal.ts";
import type { PortWish } from "../leasing/take_ports.ts";
import type { World } from "../world.ts";
import type { PlannedPort } from "./ports.ts";

/** The flags that say which ports are wanted, and for whom. */
export interface WishFlags extends Pick<SharedFlags, "proto"> {
  readonly ports?: readonly PortRequest[];
  readonly name?: string;
  readonly bind?: string;
}

/** What is wanted of each port that the command gets. Throws a Refusal for ports that name more than a number. */
export async function wishesOf(
  { host, projectOf }: World,
  flags: WishFlags,
  plan: readonly PlannedPort[],
): Promise<readonly PortWish[]> {
  const folder = host.cwd();
  const project = isFailure(folder) ? undefined : await projectOf(folder);
  return plan.map((port): PortWish => {
    const name = [flags.name ?? [], port.name ?? []].flat().join(":");
    return {
      ...portWish(flags),
      by: "use",
      ...(name === "" ? {} : { name }),
      ...(project === undefined ? {} : { project: project.root }),
    };
  });
}

/** A single port is that port or nothing; several are a choice. */
function portWish({ ports, bind, proto }: WishFlags) {
  const said = ports?.find(({ host, proto }) => host !== undefined || proto !== undefined);
  if (said) {
    throw new Refusal("bad-port", "--ports takes numbers alone", {
      hint: "Say --bind ADDRESS and --proto udp instead",
    });
  }
  const [first, ...more] = ports ?? [];
  const single = first && more.length === 0 && first.first === first.last;
  return {
    protos: protosOf({ proto }),
    ...(bind === undefined ? {} : { host: bind }),
    ...(single ? { port: first.first } : ports ? { ranges: ports } : {}),
  };
}
