import { executeUndo } from "../../actions/undo/execute_undo.ts";
import { readPulses } from "../../actions/stop/pulse.ts";
import { withoutLikeness } from "../../actions/undo/remember.ts";
import type { UndoPlan, UndoStep } from "../../actions/undo/plan_undo.ts";
import { DatabaseFault } from "../../host/database.ts";
import type { Host } from "../../host/host.ts";
import { defined } from "../../model/defined.ts";
import type { JournalEntry, Started } from "../../model/journal.ts";
import type { RestartOutcome } from "../../model/restart_outcome.ts";
import { type Journal, newEntry, type Numbered } from "../../store/journal.ts";
import type { World } from "../world.ts";

/** A plan to take back an action, and where that is written down. */
export interface Undoing {
  readonly journal: Journal;
  /** What is taken back. */
  readonly last: Numbered;
  readonly plan: UndoPlan;
  /** Milliseconds until the ports of each are to be held. */
  readonly timeout: number;
}

/** What came of it. */
export interface Undone {
  /** One for each step, in their order. */
  readonly outcomes: readonly RestartOutcome[];
  /** Why the journal could not be written; half a sentence. */
  readonly failure?: string;
}

const FACTS = ["sockets", "owners", "processes"] as const;

/** What has not been begun when somebody asks portik to end. */
const NOT_BEGUN: RestartOutcome = {
  result: "interrupted",
  pids: [],
  reason: "portik was asked to end before it was started",
  lines: [],
  exit: 5,
};

/**
 * Starts each, one after the other. The journal has what is about to be started before it is, and what was
 * started at once: a second undo is never to start it twice.
 */
export async function carryOut(world: World, undoing: Undoing): Promise<Undone> {
  const { plan, timeout } = undoing;
  const stopped = world.host.stopped();
  let isInterrupted = false;
  stopped.then(() => isInterrupted = true);
  // Whoever listens later would not hear what was said before.
  const host = { ...world.host, stopped: () => stopped };
  const hands = await host.hands();
  const look = () => world.look({ facts: FACTS, protos: ["tcp", "udp"] });
  const book = new Book(host, undoing);
  const outcomes: RestartOutcome[] = [];
  for (const step of plan.steps) {
    const ports = step.ports.map(({ port }) => ({ first: port, last: port }));
    const lookAtPort = () => world.look({ facts: FACTS, protos: ["tcp", "udp"], ports });
    const outcome = isInterrupted
      ? NOT_BEGUN
      : await executeUndo({ host, hands, look, lookAtPort }, step, { timeout });
    outcomes.push(outcome);
    if (await wasStarted(host, step, outcome)) book.undone(step);
    book.result(outcomes);
  }
  return defined({ outcomes, failure: book.failure });
}

/** True where it runs, whether or not it holds its ports by now. */
async function wasStarted(
  host: Pick<Host, "os" | "readText" | "run">,
  { how }: UndoStep,
  { result, pids }: RestartOutcome,
): Promise<boolean> {
  if (result === "restarted") return true;
  if ("run" in how) return result === "silent";
  return [...(await readPulses(host, pids)).values()].some(({ dead }) => !dead);
}

/** The entries of the action that is taken back and of taking it back. */
class Book {
  /** Why one of them could not be written. */
  failure: string | undefined;
  readonly #host: Host;
  readonly #undoing: Undoing;
  #taken: JournalEntry;
  readonly #entry: JournalEntry;
  readonly #id: number | undefined;

  constructor(host: Host, undoing: Undoing) {
    this.#host = host;
    this.#undoing = undoing;
    this.#taken = undoing.last.entry;
    const started = undoing.plan.steps.map(startedBy);
    const words = undoing.last.entry.words;
    this.#entry = { ...newEntry(host, "undo", words), started };
    this.#id = this.#write(() => undoing.journal.add(this.#entry));
  }

  /** What was stopped runs again. */
  undone({ index }: UndoStep): void {
    const undone = new Date(this.#host.now()).toISOString();
    const stopped = this.#taken.stopped.map((one, i) =>
      i === index ? { ...withoutLikeness(one), undone } : one
    );
    this.#taken = { ...this.#taken, stopped };
    this.#write(() => this.#undoing.journal.change(this.#undoing.last.id, this.#taken));
  }

  /** What came of the first of the steps. */
  result(outcomes: readonly RestartOutcome[]): void {
    const id = this.#id;
    if (id === undefined) return;
    const { started = [] } = this.#entry;
    const isLast = outcomes.length === started.length;
    const entry: JournalEntry = {
      ...this.#entry,
      started: started.map((one, i) => {
        const { result, pids = [] } = outcomes[i] ?? {};
        return defined({ ...one, result, pids: pids.length === 0 ? undefined : pids });
      }),
      ...(isLast ? { exit: Math.max(...outcomes.map(({ exit }) => exit)) } : {}),
    };
    this.#write(() => this.#undoing.journal.change(id, entry));
  }

  /** A disk that is full keeps nothing from being started again. */
  #write<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DatabaseFault)) throw error;
      this.failure = error.message;
      return undefined;
    }
  }
}

/** Without the environment: the entry of the kill has it. */
function startedBy({ name, user, ports, how }: UndoStep): Started {
  const { argv, cwd } = "run" in how ? { argv: how.run, cwd: undefined } : how.likeness;
  return defined({ name, user, ports, argv, cwd });
}
