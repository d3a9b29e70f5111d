import { saysInUse } from "../../analysis/in_use_words.ts";
import type { Child, Ended } from "../../host/child.ts";
import { type Failure, isFailure } from "../../host/host.ts";
import type { Lease } from "../../model/lease.ts";
import type { LeaseChange, Leases } from "../../store/leases.ts";
import { lifeOf } from "../../store/life.ts";
import type { TakenPort } from "../leasing/take_ports.ts";
import type { World } from "../world.ts";
import { SignalRelay, signalTree } from "./signals.ts";
import { watchPorts } from "./watch.ts";

/** A command that gets the stage, and the ports that it may bind. */
export interface ChildPlan {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly taken: readonly TakenPort[];
  /** Its signals go to everything that it has started: a shell does not pass them on. */
  readonly shell: boolean;
  /** Keep the ports bound while it runs, in a way that lets most servers have them. */
  readonly keep: boolean;
  /** Listen to what it says on standard error, which then is a pipe. */
  readonly hear: boolean;
}

/** What became of it. */
export interface ChildResult {
  readonly ended: Ended;
  /** It said that the address was in use, and nobody had asked it to end. */
  readonly foundInUse: boolean;
}

/** Most characters of what a program says that are kept: an error may come in two pieces. */
const MOST_HEARD = 16_384;

/**
 * Runs a command with its ports until it ends. The sockets that hold the ports are closed or shared right
 * before, so that it can bind them; the leases are the command's from then on. A failure is the errno name
 * of a program that could not be started.
 */
export async function runChild(
  world: World,
  leases: Leases,
  plan: ChildPlan,
): Promise<ChildResult | Failure> {
  const hands = await world.host.hands();
  const relay = new SignalRelay();
  const caught = hands.catchSignals((signal) => relay.take(signal));
  let heard = "";
  const hear = (text: string) => void (heard = (heard + text).slice(-MOST_HEARD));
  let promised: readonly Lease[] = plan.taken.flatMap((one) => one.leases);
  try {
    promised = changed(leases, promised, { kind: "promised" });
    for (const { held } of plan.taken) {
      if (plan.keep && held.share) held.share();
      else await held.release();
    }
    const { argv, env } = plan;
    const child = hands.accompany(argv, plan.hear ? { env, hear } : { env });
    if (isFailure(child)) return child;
    const owner = await lifeOf(world.host, child.pid);
    if (owner) promised = changed(leases, promised, { owner });
    const ended = await accompanied(world, { ...plan, child, relay, promised });
    return { ended, foundInUse: !relay.used && saysInUse(heard) };
  } finally {
    caught.release();
    for (const { held } of plan.taken) await held.release();
    leases.drop(promised);
  }
}

/** The leases as they are after a change. */
function changed(
  leases: Leases,
  all: readonly Lease[],
  change: LeaseChange,
): readonly Lease[] {
  return all.map((lease) => {
    leases.change(lease, change);
    return { ...lease, ...change };
  });
}

/** Stays with a child to its end: passes signals on, and looks where it listens. */
async function accompanied(
  world: World,
  { child, relay, promised, taken, shell }: ChildPlan & {
    readonly child: Child;
    readonly relay: SignalRelay;
    readonly promised: readonly Lease[];
  },
): Promise<Ended> {
  relay.to(async (signal) => {
    if (shell) await signalTree(world, child, signal);
    else child.signal(signal);
  });
  const given = {
    pid: child.pid,
    ports: taken.map(({ port }) => port),
    protos: [...new Set(promised.map(({ proto }) => proto))],
  };
  let over = false;
  if (!world.flags.quiet) watchPorts(world, given, () => over);
  const ended = await child.ended;
  over = true;
  return ended;
}
