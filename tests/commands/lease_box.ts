import type { Failure } from "../../src/host/host.ts";
import type { Hands } from "../../src/host/hands.ts";
import type { Lease } from "../../src/model/lease.ts";
import { type Leases, openLeases } from "../../src/store/leases.ts";
import { memoryDatabase } from "../store/memory_database.ts";
import { paperWorld, type WorldChoices } from "./paper_world.ts";

/** A machine on paper on which ports can be leased and held. */
export interface LeaseBox {
  readonly world: ReturnType<typeof paperWorld>;
  /** The leases that its commands see. */
  readonly leases: Leases;
  /** Milliseconds since 1970; waiting moves it on. */
  now: number;
  /** Ticks at which processes have started, by pid; 4000 is portik itself. */
  readonly processes: Map<number, number>;
  /** What is bound, as `tcp 5000`, whoever did it. */
  readonly bound: Set<string>;
  /** What the kernel chooses, one after the other. */
  readonly drawn: number[];
  /** Every signal that was sent, as `812 SIGTERM`. */
  readonly signals: string[];
}

/** What a test says about it. */
export interface BoxChoices {
  readonly hands?: Partial<Hands>;
  readonly flags?: WorldChoices["flags"];
  readonly outputClosed?: () => boolean;
  /** What a signal does to a process; left out: it ends. */
  readonly onSignal?: (box: LeaseBox, pid: number, name: string) => void;
}

/** When its clock starts. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** The owner that a process of the box makes. */
export function lifeIn({ processes }: LeaseBox, pid: number): NonNullable<Lease["owner"]> {
  return { pid, started: `boot ${processes.get(pid)}` };
}

/** A lease of the box. */
export function leaseOn(port: number, about: Partial<Lease> = {}): Lease {
  return {
    ...{ proto: "tcp", port, kind: "held", by: "reserve", since: NOW, lasting: false },
    ...about,
  };
}

/** Makes one. */
export async function leaseBox(choices: BoxChoices = {}): Promise<LeaseBox> {
  const { hands = {}, flags = {}, onSignal = (box, pid) => box.processes.delete(pid) } = choices;
  const database = memoryDatabase();
  const core = {
    now: NOW,
    processes: new Map([[4000, 1]]),
    bound: new Set<string>(),
    drawn: [],
    signals: [] as string[],
  };
  const world = paperWorld({
    flags,
    env: { HOME: "/home/me" },
    sight: {
      now: () => core.now,
      stat: () => ({ type: "directory", size: 0, mode: 0o700, uid: 1000 }),
      readText: (path) => textIn(core, path),
      tryBind: (proto, _, port) =>
        Promise.resolve(core.bound.has(`${proto} ${port}`) ? "EADDRINUSE" : "ok"),
    },
    sleep: (ms) => Promise.resolve(void (core.now += ms)),
    ...(choices.outputClosed ? { outputClosed: choices.outputClosed } : {}),
    hands: {
      openDatabase: () => Promise.resolve(database),
      hold: (proto, _, port) => Promise.resolve(holdIn(core, proto, port)),
      signal(pid, name) {
        core.signals.push(`${pid} ${name}`);
        return void onSignal(box, pid, name);
      },
      ...hands,
    },
  });
  const box: LeaseBox = Object.assign(core, { world, leases: await openLeases(world.host) });
  return box;
}

function holdIn(
  { bound, drawn }: Pick<LeaseBox, "bound" | "drawn">,
  proto: string,
  wanted: number,
) {
  const port = wanted === 0 ? drawn.shift() ?? 0 : wanted;
  const key = `${proto} ${port}`;
  if (port === 0 || bound.has(key)) return { failed: "EADDRINUSE" };
  bound.add(key);
  const shared = `${key} shared`;
  return {
    port,
    share: () => void (bound.delete(key) && bound.add(shared)),
    release() {
      for (const one of [key, shared]) bound.delete(one);
      return Promise.resolve();
    },
  };
}

function textIn({ processes }: Pick<LeaseBox, "processes">, path: string): string | Failure {
  if (path === "/proc/sys/kernel/random/boot_id") return "boot\n";
  const pid = Number(/^\/proc\/(\d+)\/stat$/.exec(path)?.[1]);
  const ticks = processes.get(pid);
  return ticks === undefined ? { failed: "ENOENT" } : `${pid} (x) S ${"1 ".repeat(18)}${ticks} 0`;
}
