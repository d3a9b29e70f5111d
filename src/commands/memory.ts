import { makeLog, rememberPlan, withResults } from "../actions/undo/remember.ts";
import { DatabaseFault } from "../host/database.ts";
import type { JournalEntry } from "../model/journal.ts";
import type { Machine } from "../model/machine.ts";
import type { StopPlan } from "../model/plan.ts";
import { Refusal } from "../model/refusal.ts";
import { type Block, text } from "../model/report.ts";
import type { StopOutcome } from "../model/stop_outcome.ts";
import { type Journal, newEntry, openJournal } from "../store/journal.ts";
import { stateFolder } from "../store/paths.ts";
import type { World } from "./world.ts";

/** An entry that was begun, and is to be finished. */
export interface Begun {
  readonly id: number;
  readonly entry: JournalEntry;
}

/**
 * The journal as a command that acts keeps it: where there is no place for it, the action goes on all the
 * same, and says that it was not recorded.
 */
export class Memory implements Disposable {
  readonly #world: Pick<World, "host">;
  readonly #journal: Journal | undefined;
  /** Why nothing can be recorded; half a sentence. */
  failure: string | undefined;

  private constructor(world: Pick<World, "host">, journal: Journal | Refusal) {
    this.#world = world;
    this.#journal = journal instanceof Refusal ? undefined : journal;
    this.failure = journal instanceof Refusal ? journal.message : undefined;
  }

  /** Opens the journal. */
  static async of(world: Pick<World, "host">): Promise<Memory> {
    try {
      return new Memory(world, await openJournal(world.host));
    } catch (error) {
      if (error instanceof Refusal) return new Memory(world, error);
      throw error;
    }
  }

  /** Writes down what is about to be stopped, before it is: afterwards nobody could tell how to start it. */
  begin(
    action: string,
    { words, machine, plan, run }: {
      readonly words: readonly string[];
      readonly machine: Machine;
      readonly plan: StopPlan;
      /** Programs that will do the work, beside the plan. */
      readonly run?: JournalEntry["run"];
    },
  ): Begun | undefined {
    if (!this.#journal) return undefined;
    const { host } = this.#world;
    const log = makeLog(host, stateFolder(host)) ?? "/dev/null";
    const stopped = rememberPlan(host, machine, plan, { log });
    const entry: JournalEntry = {
      ...newEntry(host, action, words),
      stopped,
      ...(run === undefined ? {} : { run }),
    };
    const id = this.#write((journal) => journal.add(entry));
    return id === undefined ? undefined : { id, entry };
  }

  /** Writes down an action that has stopped nothing itself, when it is done. */
  note(
    action: string,
    words: readonly string[],
    done: Required<Pick<JournalEntry, "exit" | "run">>,
  ): void {
    const entry = { ...newEntry(this.#world.host, action, words), ...done };
    this.#write((journal) => journal.add(entry));
  }

  /** A disk that is full keeps nobody from acting. */
  #write<T>(work: (journal: Journal) => T): T | undefined {
    try {
      return this.#journal && work(this.#journal);
    } catch (error) {
      if (!(error instanceof DatabaseFault)) throw error;
      this.failure = error.message;
      return undefined;
    }
  }

  /** Writes down what became of it. */
  finish(begun: Begun | undefined, { steps, exit }: Pick<StopOutcome, "steps" | "exit">): void {
    if (!begun) return;
    const { id, entry } = begun;
    const done = { ...entry, stopped: withResults(entry.stopped, steps), exit };
    this.#write((journal) => journal.change(id, done));
  }

  /** What people should know of the journal itself. */
  blocks(): Block[] {
    const aside = this.#journal?.setAside;
    return [
      ...(this.failure === undefined
        ? []
        : [text(`This was not recorded, so undo cannot take it back: ${this.failure}.`, "warn")]),
      ...(aside === undefined ? [] : [text(`${aside}.`, "warn")]),
    ];
  }

  /** Closes the journal. */
  [Symbol.dispose](): void {
    this.#journal?.[Symbol.dispose]();
  }
}
