import { windowsOf } from "../../analysis/free/windows.ts";
import { isLost, leasedPort, leaseWords } from "../../analysis/lease_words.ts";
import { type Failure, isFailure } from "../../host/host.ts";
import type { Held } from "../../host/hold.ts";
import type { Lease } from "../../model/lease.ts";
import { type PortRange, portsIn } from "../../model/question.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Proto } from "../../model/socket.ts";
import type { Leases } from "../../store/leases.ts";
import { lifeOf } from "../../store/life.ts";
import { holdPort } from "./hold_ports.ts";
import { holdRefusal } from "./hold_refusal.ts";
import { type Fence, fencesOf, NO_FENCE } from "./port_fence.ts";
import type { World } from "../world.ts";

/** A port that is wanted for somebody. */
export interface PortWish extends Pick<Lease, "by" | "name" | "project" | "exe" | "until"> {
  readonly protos: readonly Proto[];
  /** This port and no other. */
  readonly port?: number;
  /** One of these ports; left out, without a port: the kernel chooses. */
  readonly ranges?: readonly PortRange[];
  /** As in `HoldWish`. */
  readonly host?: string;
  readonly lasting?: boolean;
  /** Takes the place of a lease whose holder has died. */
  readonly takesOver?: boolean;
}

/** A port that is leased and held by a socket of this process. */
export interface TakenPort {
  readonly port: number;
  /** One for each protocol. */
  readonly leases: readonly Lease[];
  readonly held: Held;
}

/** How often the kernel is asked for another port. */
const MOST_TRIES = 1000;

/**
 * Leases and holds a port for each wish; all of them or none. Throws a Refusal: `leased` or `bind-failed`
 * (exit code 5) for a port that somebody has, `no-free-port` (1) where none is left.
 */
export async function takePorts(
  world: World,
  leases: Leases,
  wishes: readonly PortWish[],
): Promise<readonly TakenPort[]> {
  const taken: TakenPort[] = [];
  try {
    // What dead owners have left is forgotten before anything is chosen.
    await leases.current();
    const fences = await fencesOf(world, wishes);
    for (const [i, wish] of wishes.entries()) {
      taken.push(await takePort({ world, leases, wish, fence: fences[i] ?? NO_FENCE }));
    }
    return taken;
  } catch (error) {
    await letGo(leases, taken);
    throw error;
  }
}

/** Ends leases and lets go of their sockets. */
export async function letGo(leases: Leases, taken: readonly TakenPort[]): Promise<void> {
  for (const { held } of taken) await held.release();
  leases.drop(taken.flatMap((one) => one.leases));
}

async function takePort(job: Omit<Desk, "leasesOn">): Promise<TakenPort> {
  const { world, wish } = job;
  const owner = await lifeOf(world.host, world.host.pid);
  const { by, name, project, exe, until, host } = wish;
  const leaseOn = (port: number, proto: Proto): Lease => ({
    proto,
    port,
    kind: "held",
    by,
    ...(host === undefined ? {} : { address: host }),
    ...(name === undefined ? {} : { name }),
    ...(project === undefined ? {} : { project }),
    ...(exe === undefined ? {} : { exe }),
    ...(until === undefined ? {} : { until }),
    ...(owner === undefined ? {} : { owner }),
    since: world.host.now(),
    lasting: wish.lasting ?? false,
  });
  const leasesOn = (port: number) => wish.protos.map((proto) => leaseOn(port, proto));
  const desk = { ...job, leasesOn };
  if (wish.port !== undefined) return await takeThis(desk, wish.port);
  return wish.ranges ? await takeOneOf(desk, wish.ranges) : await takeAny(desk);
}

interface Desk {
  readonly world: World;
  readonly leases: Leases;
  readonly wish: PortWish;
  readonly fence: Fence;
  leasesOn(port: number): readonly Lease[];
}

/**
 * Leased first and bound then: so portik never binds, even for an instant, what it has promised. Until it is
 * bound no lease lasts: who dies in between would leave a promise that nobody knows of.
 */
async function tryTake(
  desk: Desk,
  port: number,
): Promise<TakenPort | { readonly inTheWay: Lease } | Failure> {
  const { world, leases, wish, leasesOn } = desk;
  if (wish.takesOver) return await takeOver(desk, port);
  const wanted = leasesOn(port);
  const inTheWay = leases.take(wanted.map((lease) => ({ ...lease, lasting: false })));
  if (inTheWay) return { inTheWay };
  const held = await holdPort(world, { ...wish, port });
  if (isFailure(held)) {
    leases.drop(wanted);
    return held;
  }
  if (wish.lasting) { for (const lease of wanted) leases.change(lease, { lasting: true }); }
  return { port, leases: wanted, held };
}

/** Bound first: until then the lost lease goes on to keep the port. */
async function takeOver(
  { world, leases, wish, leasesOn }: Desk,
  port: number,
): Promise<TakenPort | { readonly inTheWay: Lease } | Failure> {
  const held = await holdPort(world, { ...wish, port });
  if (isFailure(held)) return held;
  const wanted = leasesOn(port);
  const lost = (await leases.current()).filter((one) => isSame(one, wanted));
  const inTheWay = leases.take(wanted, lost);
  if (!inTheWay) return { port, leases: wanted, held };
  await held.release();
  return { inTheWay };
}

/** Lost, and on the port that is wanted. */
function isSame(lease: Lease, wanted: readonly Lease[]): boolean {
  return isLost(lease) &&
    wanted.some(({ port, proto }) => lease.port === port && lease.proto === proto);
}

async function takeThis(desk: Desk, port: number): Promise<TakenPort> {
  const taken = await tryTake(desk, port);
  if ("leases" in taken) return taken;
  if (isFailure(taken)) throw await holdRefusal(desk.world, { ...desk.wish, port }, taken);
  const { inTheWay } = taken;
  const words = leasedPort(inTheWay);
  const now = desk.world.host.now();
  throw new Refusal("leased", `${words} is ${leaseWords(inTheWay, now)}`, {
    exit: 5,
    hint: `portik release ${words} would end that`,
  });
}

async function takeOneOf(desk: Desk, ranges: readonly PortRange[]): Promise<TakenPort> {
  const windows = windowsOf(portsIn(ranges), {
    size: 1,
    arrange: (ports) => ports.toSorted((a, b) => a - b),
    last: desk.fence.ephemeral,
  });
  for (const [port = 0] of windows) {
    if (desk.fence.isBarred(port)) continue;
    const taken = await tryTake(desk, port);
    if ("leases" in taken) return taken;
  }
  const words = ranges.map(({ first, last }) => first === last ? `${first}` : `${first}-${last}`);
  throw new Refusal("no-free-port", `no port of ${words.join(",")} is free`, {
    exit: 1,
    hint: "portik scan shows who has them",
  });
}

/**
 * The kernel chooses at random, so that asking again is enough. It may choose a port that is promised to a
 * program which has not bound it yet: that is let go at once, before anything else is done.
 */
async function takeAny({ world, leases, wish, fence, leasesOn }: Desk): Promise<TakenPort> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const held = await holdPort(world, { ...wish, port: 0 });
    // By two protocols: what is free by the first need not be so by the second.
    if (isFailure(held) && held.failed === "EADDRINUSE" && wish.protos.length > 1) continue;
    if (isFailure(held)) throw noPort(held);
    const { port } = held;
    const wanted = leasesOn(port);
    const fits = !fence.isBarred(port) && !wanted.some((lease) => leases.has(lease));
    if (fits && !leases.take(wanted)) return { port, leases: wanted, held };
    await held.release();
  }
  throw noPort({ failed: `${MOST_TRIES} ports in a row were leased` });
}

function noPort({ failed }: Failure): Refusal {
  return new Refusal("no-free-port", `the kernel has no port to give: ${failed}`, { exit: 1 });
}
