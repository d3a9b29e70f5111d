import { leaseData, leasedPort } from "../analysis/lease_words.ts";
import { toggle } from "../cli/declaration.ts";
import type { Lease, Life } from "../model/lease.ts";
import { parsePorts, type PortRequest } from "../model/ports.ts";
import { Refusal } from "../model/refusal.ts";
import { text } from "../model/report.ts";
import { type Leases, openLeases } from "../store/leases.ts";
import { lifeOf } from "../store/life.ts";
import type { Command } from "./command.ts";
import type { World } from "./world.ts";

type Flags = { readonly all: boolean };

/** `portik release PORT|NAME`: ends leases. */
export const release: Command<Flags> = {
  tableless: true,
  details:
    "Ends the leases of these ports or names, or with --all every one. A process of portik reserve that " +
    "holds nothing else ends with them; the program of portik use goes on, and its port is promised to " +
    "nobody any more. Exits 1 where there is no such lease, 5 where a holder does not let go.",
  flags: { all: toggle("Every lease") },
  positional: {
    kind: "array",
    parameter: {
      brief: "A port, or the name of a lease",
      placeholder: "port|name",
      parse: (word: string): string => word,
    },
  },
  async run(world, flags, ...words) {
    checkWords(flags, words);
    using store = await openLeases(world.host);
    const current = await store.current();
    const chosen = flags.all ? current : words.flatMap((word) => named(current, word, flags.proto));
    const ended = [...new Set(chosen)];
    store.drop(ended);
    const stuck = await endHolders(world, store, ended);
    const now = world.host.now();
    return {
      kind: "release",
      data: { released: ended.map((lease) => leaseData(lease, now)) },
      blocks: ended.length === 0
        ? [text("There is no such lease.")]
        : flags.quiet
        ? []
        : ended.map((lease) => text(releasedWords(lease))),
      notes: [
        ...(store.setAside === undefined ? [] : [store.setAside]),
        ...stuck.map(({ pid }) => `pid ${pid} does not let go`),
      ],
      gaps: [],
      exit: stuck.length > 0 ? 5 : ended.length === 0 && !flags.all ? 1 : 0,
    };
  },
};

function checkWords(flags: Flags & { readonly from?: string }, words: readonly string[]): void {
  if (flags.from !== undefined) {
    throw new Refusal("bad-flags", "leases are of this machine: --from names another");
  }
  if (flags.all === words.length > 0) {
    throw new Refusal(
      flags.all ? "extra-word" : "missing-word",
      flags.all ? "--all says it already: leave out the ports" : "release needs a port or a name",
      { hint: "See portik leases" },
    );
  }
}

/** The leases that a word means: by name, or else by port. */
function named(leases: readonly Lease[], word: string, proto: string): readonly Lease[] {
  const byName = leases.filter(({ name }) => name === word);
  if (byName.length > 0 || !/^[\d:[]|^localhost:/.test(word)) return byName;
  return parsePorts(word).flatMap((request) =>
    leases.filter((lease) => isMeant(lease, request, proto))
  );
}

/** A port without a protocol means its leases by either, unless `--proto udp` says which. */
function isMeant(lease: Lease, { first, last, proto }: PortRequest, flag: string): boolean {
  const wanted = proto ?? (flag === "udp" ? flag : undefined);
  return first <= lease.port && lease.port <= last && (wanted ?? lease.proto) === lease.proto;
}

function releasedWords(lease: Lease): string {
  const { by, owner } = lease;
  const whom = lease.name === undefined ? "" : ` of ${lease.name}`;
  const runs = by === "use" && owner ? `; its command (pid ${owner.pid}) goes on` : "";
  return `The lease${whom} on ${leasedPort(lease)} has ended${runs}.`;
}

/** How long a holder may take to end, in ms, before it is killed, and after that. */
const PATIENCE = 5000;

/** How often to look, in ms. */
const PAUSE = 20;

/** Ends the holders that hold nothing any more; returns those that would not. */
async function endHolders(
  { host }: World,
  store: Leases,
  ended: readonly Lease[],
): Promise<readonly Life[]> {
  const left = await store.current();
  const holders = ended.filter(({ by, kind }) => by === "reserve" && kind === "held")
    .flatMap(({ owner }) => owner ?? []);
  const idle = [...new Map(holders.map((life) => [life.pid, life])).values()]
    .filter(({ pid }) => !left.some(({ owner }) => owner?.pid === pid));
  const stuck: Life[] = [];
  for (const life of idle) if (!await endHolder({ host }, life)) stuck.push(life);
  return stuck;
}

/** The process is looked at again right before each signal: its pid may be somebody else's by now. */
async function endHolder({ host }: Pick<World, "host">, life: Life): Promise<boolean> {
  const { signal } = await host.hands();
  const isGone = async () => (await lifeOf(host, life.pid))?.started !== life.started;
  for (const name of ["SIGTERM", "SIGKILL"] as const) {
    if (await isGone()) return true;
    signal(life.pid, name);
    for (let waited = 0; waited < PATIENCE; waited += PAUSE) {
      if (await isGone()) return true;
      await host.sleep(PAUSE);
    }
  }
  return await isGone();
}
