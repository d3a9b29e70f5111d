import {
  type LeaseData,
  leaseData,
  leasedPort,
  reservedBlocks,
} from "../../analysis/lease_words.ts";
import { NEW_PORTS, option, toggle } from "../../cli/declaration.ts";
import { protosOf, type SharedFlags } from "../../cli/flags.ts";
import { isFailure } from "../../host/host.ts";
import { parseDuration } from "../../model/duration.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Report, Reports } from "../../model/report.ts";
import { openLeases } from "../../store/leases.ts";
import type { Command } from "../command.ts";
import { holderTask } from "../leasing/holder_task.ts";
import { startHolder } from "../leasing/start_holder.ts";
import { letGo, type PortWish, takePorts } from "../leasing/take_ports.ts";
import { targetsOf } from "../targets.ts";
import type { World } from "../world.ts";
import { holdOn } from "./hold_on.ts";

type Flags = {
  /** Milliseconds. */
  readonly for?: number;
  readonly detach: boolean;
  readonly name?: string;
  readonly exe?: string;
};

/** How long ports are held in the foreground where nothing else is said, in ms. */
const A_WHILE = 30_000;

/** `portik reserve [PORT]`: holds ports by sockets of its own. */
export const reserve: Command<Flags, readonly string[], Report | Reports> = {
  tableless: true,
  details:
    "Binds the port on every address, or on the one that is given, and holds it for 30 s, for --for, or " +
    "until Ctrl-C. Without a port it takes a free one. On Linux the socket does not listen, so that clients " +
    "are refused as if nobody were there. --detach holds in the background, until --for is over or portik " +
    "release ends it; after a reboot, portik leases --restore holds again. --name and --exe note who it " +
    "is for. Exits 5 where somebody has the port, and says who.",
  flags: {
    for: option("time", "How long; otherwise 30s, or with --detach without end", parseDuration),
    detach: toggle("Hold in the background"),
    name: option("name", "What it is for; portik release takes this name"),
    exe: option("file", "The program that it is for"),
  },
  positional: NEW_PORTS,
  async run(world, flags, ...words) {
    if (flags.from !== undefined) {
      throw new Refusal("bad-flags", "reserve holds ports of this machine: --from names another");
    }
    if (flags.for === 0) throw new Refusal("bad-duration", "'0s' is no time to hold a port for");
    const exe = exeOf(world, flags.exe);
    const job: Job = { ...flags, ...(exe === undefined ? {} : { exe }) };
    if (flags.detach) return await detach(world, job, words);
    return await holdHere(world, job, words);
  },
};

type Job = Flags & SharedFlags;

/** The path as a later command can use it. */
function exeOf({ host }: World, exe: string | undefined): string | undefined {
  if (exe === undefined) return undefined;
  const real = host.realPath(exe);
  if (!isFailure(real)) return real;
  throw new Refusal("bad-exe", `There is no program '${exe}'`);
}

/** Holds in this process, and says so at once. Signals are waited for before anything is held. */
async function holdHere(world: World, job: Job, words: readonly string[]): Promise<Reports> {
  const { host } = world;
  const stopped = host.stopped();
  const leases = await openLeases(host);
  const task = holderTask(host);
  const time = job.for ?? (task ? undefined : A_WHILE);
  const about = {
    by: "reserve" as const,
    project: task ? task.project : await projectHere(world),
    lasting: task !== undefined,
    takesOver: task?.restore ?? false,
    until: time === undefined ? undefined : host.now() + time,
    name: job.name,
    exe: job.exe,
  };
  const wishes = placesOf(job, words).map((place) => ({ ...place, ...about }) as PortWish);
  const taken = await takePorts(world, leases, wishes);
  const held = taken.flatMap((one) => one.leases).map((lease) => leaseData(lease, host.now()));
  return (async function* () {
    try {
      // Whoever started it was stopped meanwhile, and nobody would ever hear of what is held.
      if (task && host.outputClosed()) return;
      yield reportOf(held, { setAside: leases.setAside, brief: job.quiet });
      await holdOn(world, leases, { taken, stopped });
    } finally {
      await letGo(leases, taken);
      leases[Symbol.dispose]();
    }
  })();
}

/** Ports that were named, or any one. */
function placesOf(
  job: Job,
  words: readonly string[],
): Pick<PortWish, "protos" | "port" | "host">[] {
  if (words.length === 0) return [{ protos: protosOf(job) }];
  return targetsOf(words, job).targets.map(({ port, proto, host }) => ({
    port,
    protos: [proto],
    ...(host === undefined ? {} : { host }),
  }));
}

/** One process for each port, so that each can be released for itself. */
async function detach(world: World, job: Job, words: readonly string[]): Promise<Report> {
  const project = await projectHere(world);
  const task = project === undefined ? {} : { project };
  const plan = {
    ...(job.name === undefined ? {} : { name: job.name }),
    ...(job.exe === undefined ? {} : { exe: job.exe }),
    ...(job.for === undefined ? {} : { for: job.for }),
    proto: job.proto,
    task,
  };
  const held: LeaseData[] = [];
  const places = words.length === 0 ? [undefined] : targetsOf(words, job).targets.map(wordOf);
  for (const port of places) {
    try {
      const data = await startHolder(world, port === undefined ? plan : { ...plan, port });
      held.push(...(data as { readonly leases: readonly LeaseData[] }).leases);
    } catch (error) {
      if (held.length > 0 && error instanceof Refusal) throw halfDone(error, held);
      throw error;
    }
  }
  return reportOf(held, { brief: job.quiet });
}

/** A target as a port word. */
export function wordOf(
  { port, proto, host }: { readonly port: number; readonly proto: string; readonly host?: string },
): string {
  const place = host?.includes(":") ? `[${host}]:` : host === undefined ? "" : `${host}:`;
  return `${place}${port}/${proto}`;
}

function halfDone({ code, message, exit }: Refusal, held: readonly LeaseData[]): Refusal {
  const ports = held.map(leasedPort);
  return new Refusal(code, `${message}; ${ports.join(", ")} is held`, {
    exit,
    hint: `portik release ${ports.join(" ")} would let go of what is held`,
  });
}

async function projectHere({ host, projectOf }: World): Promise<string | undefined> {
  const folder = host.cwd();
  return isFailure(folder) ? undefined : (await projectOf(folder))?.root;
}

function reportOf(
  leases: readonly LeaseData[],
  { setAside, brief }: { readonly setAside?: string | undefined; readonly brief: boolean },
): Report {
  return {
    kind: "reserve",
    data: { leases },
    blocks: reservedBlocks(leases, { brief }),
    ...(setAside === undefined ? {} : { notes: [setAside] }),
    gaps: [],
    exit: 0,
  };
}
