import { shortageNotes } from "../../analysis/free/answer.ts";
import { DatabaseFault } from "../../host/database.ts";
import { type Failure, isFailure } from "../../host/host.ts";
import { isBrowserBlocked } from "../../model/browser_ports.ts";
import { isNoAddress } from "../../model/errno.ts";
import type { Lease } from "../../model/lease.ts";
import { Refusal } from "../../model/refusal.ts";
import type { PassedPort } from "../../model/skipped.ts";
import type { Proto } from "../../model/socket.ts";
import type { Leases } from "../../store/leases.ts";
import { LeasesInMemory } from "../../store/leases_in_memory.ts";
import { holdPort } from "./hold_ports.ts";
import { SharedLeases } from "./shared_leases.ts";
import { tellPassed } from "./tell_passed.ts";
import type { World } from "../world.ts";

/** What a program asks for. */
export interface PortWanted {
  readonly protos: readonly Proto[];
  /** In the order in which they are tried, and how they were written; left out: the kernel chooses. */
  readonly ports?: { readonly text: string; readonly numbers: ReadonlySet<number> };
  readonly exclude: ReadonlySet<number>;
  /** The address that it is for; left out: every one. */
  readonly host?: string;
  /** Ports that browsers refuse are as good as others. */
  readonly browserBlocked: boolean;
  /** How long portik gives it to nobody else, in ms. Left out: as long as a server needs to bind it. */
  readonly lease?: number;
  /** What it is for, as `portik leases` shows it. */
  readonly name?: string;
}

/** For so long a port is given to nobody else where nothing else is said, in ms. */
const APART = 20_000;

/** How often the kernel is asked for another port. */
const MOST_TRIES = 10_000;

type Book = Pick<Leases, "take" | "drop">;

/** Gives free ports to one program, each to one caller, as fast as they can be proven. */
export class PortGiver {
  readonly #world: World;
  readonly #shared: SharedLeases;
  readonly #memory: LeasesInMemory;

  /** Gives ports of this machine. */
  constructor(world: World) {
    this.#world = world;
    this.#shared = new SharedLeases(world.host);
    this.#memory = new LeasesInMemory(() => world.host.now());
  }

  /**
   * A port that was bound to prove that it is free, and leased. Where no lease can be kept and none was asked
   * for, it is kept apart within this process. Throws a Refusal: `no-free-port` where there is none.
   */
  async give(wanted: PortWanted): Promise<number> {
    const leases = await this.#shared.enter();
    if (leases instanceof Refusal) {
      if (wanted.lease !== undefined) throw leases;
      return await this.#choose(this.#memory, wanted);
    }
    try {
      return await this.#choose(leases, wanted);
    } catch (error) {
      if (!(error instanceof DatabaseFault)) throw error;
      throw new Refusal("no-lease", `Cannot lease a port: ${error.message}`, { exit: 5 });
    } finally {
      this.#shared.leave();
    }
  }

  async #choose(book: Book, wanted: PortWanted): Promise<number> {
    if (!wanted.ports) return await this.#fromKernel(book, wanted);
    const chosen = await this.#fromNamed(book, wanted, wanted.ports.numbers);
    if (typeof chosen === "number") return chosen;
    throw await this.#noneOf(wanted, chosen);
  }

  /** The kernel chooses at random, so that asking again is enough. */
  async #fromKernel(book: Book, wanted: PortWanted): Promise<number> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const held = await holdPort(this.#world, { ...wanted, port: 0 });
      // By two protocols: what is free by the first need not be so by the second.
      if (isFailure(held) && held.failed === "EADDRINUSE" && wanted.protos.length > 1) continue;
      if (isFailure(held)) throw noPort(wanted, held);
      const given = whyBarred(wanted, held.port) === undefined &&
        book.take(this.#leasesOn(wanted, held.port)) === undefined;
      await held.release();
      if (given) return held.port;
    }
    throw noPort(wanted, { failed: "EADDRINUSE" });
  }

  /** Leased first and bound then: portik never binds, even for an instant, what it has promised. */
  async #fromNamed(
    book: Book,
    wanted: PortWanted,
    ports: Iterable<number>,
  ): Promise<number | readonly PassedPort[]> {
    const passed: PassedPort[] = [];
    for (const port of ports) {
      const leases = this.#leasesOn(wanted, port);
      const why = whyBarred(wanted, port) ?? (book.take(leases) ? "leased" : undefined);
      if (why === "excluded") continue;
      if (why !== undefined) {
        passed.push({ port, why });
        continue;
      }
      const held = await holdPort(this.#world, { ...wanted, port });
      if (!isFailure(held)) {
        await held.release();
        return port;
      }
      book.drop(leases);
      if (isNoAddress(held.failed)) throw noPort(wanted, held);
      passed.push({ port, why: isDenied(held) ? "denied" : "held" });
    }
    return passed;
  }

  #leasesOn({ protos, lease = APART, host, name }: PortWanted, port: number): Lease[] {
    const since = this.#world.host.now();
    return protos.map((proto) => ({
      proto,
      port,
      kind: "promised",
      by: "free",
      ...(host === undefined ? {} : { address: host }),
      ...(name === undefined ? {} : { name }),
      since,
      until: since + lease,
      lasting: false,
    }));
  }

  async #noneOf(wanted: PortWanted, passed: readonly PassedPort[]): Promise<Refusal> {
    const told = await tellPassed(this.#world, passed, wanted);
    const story = {
      count: 1,
      found: 0,
      consecutive: false,
      spec: wanted.ports?.text,
      passed: told,
    };
    return new Refusal("no-free-port", shortageNotes(story).join("; "), { exit: 1 });
  }
}

function whyBarred(
  { browserBlocked, exclude }: PortWanted,
  port: number,
): "blocked" | "excluded" | undefined {
  if (exclude.has(port)) return "excluded";
  return !browserBlocked && isBrowserBlocked(port) ? "blocked" : undefined;
}

function isDenied({ failed }: Failure): boolean {
  return ["EACCES", "EPERM"].includes(failed);
}

function noPort({ host }: PortWanted, failure: Failure): Refusal {
  if (isNoAddress(failure.failed)) {
    return new Refusal("bad-host", `'${host ?? "::"}' is no address of this machine`);
  }
  if (failure.failed === "EADDRINUSE") {
    return new Refusal("no-free-port", "The kernel has no port left that is not leased", {
      exit: 1,
    });
  }
  return new Refusal("no-port", `The kernel gives no port: ${failure.failed}`, { exit: 5 });
}
