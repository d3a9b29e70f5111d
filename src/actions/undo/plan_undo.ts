import { describeOwner } from "../../analysis/owner_words.ts";
import type { JournalEntry, JournalPort, Stopped } from "../../model/journal.ts";
import type { Likeness } from "../../model/likeness.ts";
import type { Machine } from "../../model/machine.ts";
import type { Declined } from "../../model/plan.ts";

/** Something that is started again. */
export interface UndoStep {
  /** Its place among what the entry says was stopped. */
  readonly index: number;
  readonly name: string;
  readonly user?: string;
  /** The pid that it had. */
  readonly replaces?: number;
  /** The ports that it is to hold again. */
  readonly ports: readonly JournalPort[];
  /** What will be different all the same, in half sentences. */
  readonly changes: readonly string[];
  /** The program that starts it; or all that it takes for portik to do so. */
  readonly how:
    | { readonly run: readonly string[] }
    | { readonly likeness: Likeness };
}

/** What it takes to start again what an action stopped. */
export interface UndoPlan {
  readonly steps: readonly UndoStep[];
  readonly declined: readonly Declined[];
}

/** Results by which something was really stopped. */
const STOPPED: readonly (string | undefined)[] = ["ended", "killed", "stopped"];

/**
 * What it takes to take back an entry of the journal. Pure. Of a family, only the eldest is started: it
 * starts the others. `force`: also what cannot have its standard input again.
 */
export function planUndo(
  machine: Machine,
  entry: JournalEntry,
  { force }: { readonly force: boolean },
): UndoPlan {
  const answers = entry.stopped.flatMap((one, index): (UndoStep | Declined)[] => {
    if (one.undone !== undefined || !wasStopped(machine, one)) return [];
    if (one.kind === "process" && one.below !== undefined) return [];
    return [stepFor(machine, { one, index, ports: portsOf(entry, one), force })];
  });
  return {
    steps: answers.filter((answer) => "how" in answer),
    declined: answers.filter((answer) => "code" in answer),
  };
}

/** True where an action has really stopped something, whatever was undone since. */
export function hasStopped(machine: Machine, { stopped }: JournalEntry): boolean {
  return stopped.some((one) => wasStopped(machine, one));
}

/**
 * Where portik died or was interrupted before it could tell, who is gone was stopped. An engine that was
 * asked goes on without portik.
 */
function wasStopped(machine: Machine, one: Stopped): boolean {
  if (one.result !== undefined && one.result !== "interrupted") return STOPPED.includes(one.result);
  if (one.kind === "container") return one.result !== undefined;
  const { startTicks = one.startTicks } = machine.process(one.pid) ?? { startTicks: -1 };
  return startTicks !== one.startTicks;
}

/** Its own ports, and those of everything below it. */
function portsOf({ stopped }: JournalEntry, root: Stopped): JournalPort[] {
  if (root.kind === "container") return [...root.ports];
  const family = new Set([root.pid]);
  const members: Stopped[] = [root];
  for (let grown = true; grown;) {
    grown = false;
    for (const one of stopped) {
      if (one.kind !== "process" || family.has(one.pid) || !family.has(one.below ?? -1)) continue;
      family.add(one.pid);
      members.push(one);
      grown = true;
    }
  }
  const all = members.flatMap(({ ports }) => ports);
  const key = ({ port, proto, address }: JournalPort) => `${proto} ${address} ${port}`;
  return [...new Map(all.map((one) => [key(one), one])).values()];
}

function stepFor(
  machine: Machine,
  { one, index, ports, force }: {
    readonly one: Stopped;
    readonly index: number;
    readonly ports: readonly JournalPort[];
    readonly force: boolean;
  },
): UndoStep | Declined {
  const { name } = one;
  const what = one.kind === "container" ? `container ${name}` : `${name} (pid ${one.pid})`;
  const held =
    ports.flatMap(({ port, proto, address }) =>
      machine.listeners(port, proto, address).map((socket) => ({ port, proto, socket }))
    )[0];
  if (held) {
    const owner = describeOwner(machine.owner(held.socket));
    return {
      what,
      code: "port-held",
      message: `${what} is not started again: ${held.port}/${held.proto} is held by ${owner}`,
      exit: 3,
    };
  }
  if (one.kind === "container") {
    return { index, name, ports, changes: [], how: { run: one.start } };
  }
  const { user, pid: replaces, changes = [], start, likeness, obstacle } = one;
  const base = { index, name, replaces, ports, ...(user === undefined ? {} : { user }) };
  if (start) return { ...base, changes: [], how: { run: start } };
  if (likeness && (obstacle === undefined || force)) {
    return { ...base, changes, how: { likeness } };
  }
  return {
    what,
    code: "unfaithful",
    message: `${what} cannot be started again as it was: ${obstacle ?? "nothing is known of it"}`,
    ...(likeness ? { hint: "--force starts it all the same" } : {}),
    exit: 3,
  };
}
