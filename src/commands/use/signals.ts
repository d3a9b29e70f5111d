import { readPulses } from "../../actions/stop/pulse.ts";
import type { Child } from "../../host/child.ts";
import type { Process } from "../../model/process.ts";
import type { SignalName } from "../../model/signal.ts";
import type { World } from "../world.ts";

/** Passes signals on one after the other, and keeps those that come before there is anybody to get them. */
export class SignalRelay {
  readonly #receiver = Promise.withResolvers<(signal: SignalName) => Promise<void>>();
  #last: Promise<void> = Promise.resolve();
  /** Whether there was any. */
  used = false;

  /** Takes a signal that came. */
  take(signal: SignalName): void {
    this.used = true;
    this.#last = this.#last.then(async () => await (await this.#receiver.promise)(signal));
  }

  /** Says who is to get them. */
  to(receiver: (signal: SignalName) => Promise<void>): void {
    this.#receiver.resolve(receiver);
  }
}

/**
 * Signals a child and then all that it has started, which is looked for before anybody is signalled: a shell
 * that hears of the end of its command first goes on with the next one.
 */
export async function signalTree(world: World, child: Child, signal: SignalName): Promise<void> {
  const tree = await descendantsOf(world, child.pid);
  child.signal(signal);
  const hands = await world.host.hands();
  for (const { pid, startTicks } of tree) {
    // Its pid may be somebody else's by now.
    const pulse = (await readPulses(world.host, [pid])).get(pid);
    if (pulse && pulse.startTicks === startTicks) hands.signal(pid, signal);
  }
}

/** All that a process has started, parents first. */
async function descendantsOf(world: World, pid: number): Promise<readonly Process[]> {
  const machine = await world.look({ facts: ["processes"], protos: [] });
  const found = [...machine.children(pid)];
  for (const one of found) found.push(...machine.children(one.pid));
  return found;
}
