import { isOpen, type Opening, planOpening } from "../actions/firewall/opening.ts";
import { openedWords, openWords, otherWords } from "../actions/firewall/opening_blocks.ts";
import { commandBlocks } from "../actions/firewall/plan_blocks.ts";
import { portText } from "../actions/firewall/port_block.ts";
import { refuseUnseen, survey } from "../actions/firewall/survey.ts";
import { toldBlock, toldCommands } from "../actions/firewall/told.ts";
import type { StepEvent } from "../actions/run_steps.ts";
import { SOME_PORTS, toggle } from "../cli/declaration.ts";
import { outputOf } from "../cli/flags.ts";
import { Refusal } from "../model/refusal.ts";
import { type Report, type Reports, text } from "../model/report.ts";
import { changeFirewall, unrecordedWords } from "./change_firewall.ts";
import type { Command, FlagsOf } from "./command.ts";
import { confirm } from "./confirm.ts";
import {
  FIREWALL_FLAGS,
  type FirewallFlags,
  type ProtoRange,
  rangesOf,
  surveyOptions,
  wordsFor,
} from "./firewall_words.ts";
import { told } from "./told.ts";
import type { World } from "./world.ts";

type Flags = FirewallFlags & { readonly all: boolean };

/** `portik unblock PORT…`: takes away rules that `portik block` has made, and no others. */
export const unblock: Command<Flags, readonly string[], Report | Reports> = {
  details:
    "Takes away what portik block has put into any firewall for these ports; rules of others stay as they " +
    "are. Without --from that is every rule of portik's for the ports, whomever it is for. A range is opened " +
    "as it was blocked: a part of one stays closed. Exits 1 where there is nothing to take away. --all " +
    "opens all that portik has blocked, and asks before unless --yes is given. With --json --verbose, each " +
    "command that was run is a line of its own.",
  flags: { ...FIREWALL_FLAGS, all: toggle("Everything that portik has blocked") },
  positional: SOME_PORTS,
  tableless: true,
  async run(world, flags, ...words) {
    const asked = rangesOf(words, flags);
    if ((asked.length === 0) !== flags.all) {
      throw new Refusal("bad-words", "unblock takes ports, or --all and no ports", {
        hint: "portik blocks lists what can be opened again",
      });
    }
    const surveyed = await survey(world.host, surveyOptions(flags));
    refuseUnseen(surveyed, { exit: 5, only: flags.firewall });
    const from = flags.from === undefined ? {} : { from: flags.from };
    const lifted = flags.all ? undefined : asked.map((range) => ({ ...range, ...from }));
    const opening = planOpening(surveyed, lifted);
    if (opening.gone.length === 0) return nothing(asked, opening);
    if (flags.dryRun) return planReport(flags, opening);
    await confirm(world, {
      yes: flags.yes || !flags.all,
      blocks: [...openWords(opening.gone, "This opens"), ...commandBlocks(opening.steps)],
      question: "Open all of it?",
    });
    const act = (tell?: (event: StepEvent) => void) =>
      carryOut(world, { opening, flags, words, ...(tell ? { tell } : {}) });
    const streams = flags.verbose && ["json", "ndjson"].includes(outputOf(flags));
    return streams ? told(act, eventReport) : await act();
  },
};

function nothing(asked: readonly ProtoRange[], opening: Opening): Report {
  const what = asked.map(portText).join(", ");
  return {
    kind: "unblock",
    data: toldOpening(opening, "nothing"),
    blocks: [
      text(
        what === ""
          ? "portik has blocked nothing: nothing to do."
          : `portik has not blocked ${what} as asked: nothing to do.`,
      ),
      ...otherWords(opening),
    ],
    gaps: [],
    exit: 1,
  };
}

function planReport({ quiet }: FlagsOf<Flags>, opening: Opening): Report {
  return {
    kind: "unblock",
    data: toldOpening(opening, "planned"),
    blocks: [
      ...openWords(opening.gone, "portik would open"),
      ...commandBlocks(opening.steps),
      ...(quiet ? [] : otherWords(opening)),
    ],
    gaps: [],
    exit: 0,
  };
}

/** A plan that was agreed on, and who hears of it. */
interface Act {
  readonly opening: Opening;
  readonly flags: FlagsOf<Flags>;
  readonly words: readonly string[];
  readonly tell?: (event: StepEvent) => void;
}

async function carryOut(world: World, { opening, flags, words, tell }: Act): Promise<Report> {
  const { done, exit, ...record } = await changeFirewall(world, {
    ...{ action: "unblock", words: wordsFor(words, flags), steps: opening.steps },
    ...{ wanted: opening.gone, how: "open again", isDone: isOpen },
    ...(flags.firewall === undefined ? {} : { only: flags.firewall }),
    ...(tell ? { tell } : {}),
  });
  const left = opening.gone.filter((one) => !done.includes(one));
  return {
    kind: "unblock",
    data: { ...toldOpening({ ...opening, gone: done }, "unblocked"), ...record },
    blocks: [
      ...(flags.verbose ? commandBlocks(opening.steps) : []),
      ...openedWords(done, left),
      ...unrecordedWords(record),
      ...(flags.quiet ? [] : otherWords(opening)),
    ],
    gaps: [],
    exit,
  };
}

function toldOpening(
  { gone, wider, near, steps }: Opening,
  outcome: "nothing" | "planned" | "unblocked",
): object {
  return {
    outcome,
    opened: gone.map(toldBlock),
    wider: wider.map(toldBlock),
    near: near.map(toldBlock),
    commands: toldCommands(steps),
  };
}

function eventReport(event: StepEvent): Report {
  return { kind: "unblock-event", data: event, gaps: [], blocks: [], exit: 0 };
}
