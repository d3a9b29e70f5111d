import {
  hasStopped,
  planUndo,
  type UndoPlan,
  type UndoStep,
} from "../../actions/undo/plan_undo.ts";
import { declinedBlocks } from "../../analysis/plan_blocks.ts";
import { undoBlocks, undoneBlocks, type UndoWords } from "../../analysis/undo_blocks.ts";
import { toggle } from "../../cli/declaration.ts";
import { worst } from "../../cli/exit_codes.ts";
import type { SharedFlags } from "../../cli/flags.ts";
import { defined } from "../../model/defined.ts";
import { parseDuration } from "../../model/duration.ts";
import type { JournalEntry } from "../../model/journal.ts";
import { Refusal } from "../../model/refusal.ts";
import { type Report, text } from "../../model/report.ts";
import { openJournal } from "../../store/journal.ts";
import type { Command } from "../command.ts";
import { confirm } from "../confirm.ts";
import { carryOut, type Undone } from "./carry_out.ts";

type Flags = {
  readonly force: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly dryRun: boolean;
  readonly yes: boolean;
};

/** `portik undo`: starts again what the last kill stopped, as it was. */
export const undo: Command<Flags, readonly []> = {
  details:
    "Every kill is written to a journal that only you can read: programs by their arguments, folder, user, " +
    "umask, limits and environment. undo starts them again, detached and without a shell, and waits until " +
    "they hold their ports; a container by its engine, a unit by systemd. It refuses what it cannot do " +
    "faithfully: a deleted program, another namespace, rights that nobody can give back. Output that went " +
    "to a terminal or a pipe goes to a log file. Standard input is /dev/null: where it was a pipe, --force " +
    "says that this does not matter. What was undone is not undone again, and its environment is forgotten.",
  flags: {
    force: toggle("Also what cannot have its standard input again"),
    timeout: {
      kind: "parsed",
      parse: parseDuration,
      default: "10s",
      placeholder: "time",
      brief: "How long to wait until the ports are held",
    },
    dryRun: toggle("Only show what would be started"),
    yes: toggle("Do not ask"),
  },
  positional: { kind: "tuple", parameters: [] },
  async run(world, flags) {
    if (flags.from !== undefined) {
      throw new Refusal("bad-flags", "a captured machine cannot be acted on: leave --from out");
    }
    using journal = await openJournal(world.host);
    const kills = journal.latest({ action: "kill" });
    if (kills.length === 0) return nothing("no kill is in the journal");
    const machine = await world.look({
      facts: ["sockets", "owners", "processes"],
      protos: ["tcp", "udp"],
    });
    const last = kills.find(({ entry }) => hasStopped(machine, entry));
    if (!last) return nothing("no kill in the journal has stopped anything");
    const plan = planUndo(machine, last.entry, flags);
    if (plan.steps.length === 0) return plan.declined.length > 0 ? refuse(plan) : nothing(DONE);
    const facts = { entry: last.entry, plan, flags };
    if (flags.dryRun) return reportOf({ ...facts, done: { outcomes: [] } });
    await confirm(world, {
      blocks: [...undoBlocks(plan.steps.map(wordsOf)), ...declinedBlocks(plan.declined)],
      question: "Start again?",
      yes: flags.yes,
    });
    const { timeout } = flags;
    return reportOf({ ...facts, done: await carryOut(world, { journal, last, plan, timeout }) });
  },
};

/** Either portik has started it, or a parent that lives on was to. */
const DONE = "what the last kill stopped was started again";

function nothing(why: string): Report {
  return {
    kind: "undo",
    data: { dryRun: false, steps: [], declined: [], outcomes: [] },
    gaps: [],
    blocks: [text(`There is nothing to undo: ${why}.`)],
    exit: 1,
  };
}

/** Each of it is refused, so all of it is. */
function refuse({ declined }: UndoPlan): never {
  const hint = declined.find((one) => one.hint !== undefined)?.hint;
  throw new Refusal(
    declined[0]?.code ?? "unfaithful",
    declined.map(({ message }) => message).join("; "),
    { exit: worst(declined.map(({ exit }) => exit)), ...(hint === undefined ? {} : { hint }) },
  );
}

function reportOf(
  { entry, plan, flags, done: { outcomes, failure } }: {
    readonly entry: JournalEntry;
    readonly plan: UndoPlan;
    readonly flags: Flags & SharedFlags;
    readonly done: Undone;
  },
): Report {
  const words = plan.steps.map(wordsOf);
  const { steps, declined } = plan;
  return {
    kind: "undo",
    data: {
      dryRun: flags.dryRun,
      kill: { at: entry.at, words: entry.words },
      steps: words,
      declined,
      outcomes: outcomes.map(({ stop: _, ...outcome }, i) => ({
        name: steps[i]?.name ?? "",
        ...outcome,
      })),
      ...(failure === undefined ? {} : { notRecorded: failure }),
    },
    gaps: [],
    blocks: [
      ...(flags.dryRun || flags.verbose ? undoBlocks(words) : []),
      ...declinedBlocks(declined),
      ...(failure === undefined
        ? []
        : [text(`This was not recorded, so the next undo may try it again: ${failure}.`, "warn")]),
      ...outcomes.flatMap((outcome, i) => {
        const step = words[i];
        return step ? undoneBlocks(step, outcome) : [];
      }),
    ],
    exit: flags.dryRun
      ? 0
      : worst([...declined.map(({ exit }) => exit), ...outcomes.map(({ exit }) => exit)]),
  };
}

/** Without the environment, which nobody needs to see. */
function wordsOf({ name, user, replaces, ports, changes, how }: UndoStep): UndoWords {
  const argv = "run" in how ? how.run : how.likeness.argv;
  const cwd = "run" in how ? undefined : how.likeness.cwd;
  return defined({ name, user, replaces, ports, changes, argv, cwd });
}
