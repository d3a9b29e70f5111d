import { isLost, leaseBlocks, leaseData } from "../analysis/lease_words.ts";
import { toggle } from "../cli/declaration.ts";
import type { Lease } from "../model/lease.ts";
import { Refusal } from "../model/refusal.ts";
import { type Leases, openLeases } from "../store/leases.ts";
import type { Command } from "./command.ts";
import { startHolder } from "./leasing/start_holder.ts";
import type { World } from "./world.ts";

type Flags = { readonly restore: boolean };

/** `portik leases`: every port that portik has handed out. */
export const leases: Command<Flags, readonly []> = {
  details:
    "Held: a socket of portik keeps everybody from the port. Promised: portik gives it to nobody else, as " +
    "while a command of portik use runs. Lost: reserve --detach held it, and its process is gone, as after " +
    "a reboot; --restore holds such ports again, which a line such as '@reboot portik leases --restore' in " +
    "crontab(5) does by itself. Leases belong to a user: those of others are not listed. Exits 5 where one " +
    "cannot be held again.",
  flags: { restore: toggle("Hold again what nobody holds any more") },
  async run(world, flags) {
    if (flags.from !== undefined) {
      throw new Refusal("bad-flags", "leases are of this machine: --from names another");
    }
    using store = await openLeases(world.host);
    const failures = flags.restore ? await restore(world, store) : [];
    const now = world.host.now();
    const all = await store.current();
    return {
      kind: "leases",
      data: { leases: all.map((lease) => leaseData(lease, now)), failures },
      blocks: leaseBlocks(all, now),
      notes: [
        ...(store.setAside === undefined ? [] : [store.setAside]),
        ...failures.map(({ message }) => message),
      ],
      gaps: [],
      exit: failures.length > 0 ? 5 : 0,
    };
  },
};

/** A lease that could not be held again. */
interface RestoreFailure extends Pick<Lease, "port" | "proto"> {
  readonly message: string;
}

async function restore(world: World, store: Leases): Promise<readonly RestoreFailure[]> {
  const lost = (await store.current()).filter(isLost);
  const failures: RestoreFailure[] = [];
  for (const lease of lost) {
    try {
      await startHolder(world, planOf(lease, world.host.now()));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { port, proto } = lease;
      const isStill = (one: Lease) => isLost(one) && one.port === port && one.proto === proto;
      // Somebody else may have restored or released it at the same time.
      if ((await store.current()).some(isStill)) {
        failures.push({ port, proto, message: error.message });
      }
    }
  }
  return failures;
}

function planOf({ port, proto, address, name, exe, project, until }: Lease, now: number) {
  const place = address?.includes(":")
    ? `[${address}]:`
    : address === undefined
    ? ""
    : `${address}:`;
  return {
    port: `${place}${port}/${proto}`,
    proto,
    ...(name === undefined ? {} : { name }),
    ...(exe === undefined ? {} : { exe }),
    ...(until === undefined ? {} : { for: Math.max(1, until - now) }),
    task: { restore: true as const, ...(project === undefined ? {} : { project }) },
  };
}
