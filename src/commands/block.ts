import { inCharge } from "../actions/firewall/in_charge.ts";
import { refuseLockout } from "../actions/firewall/lockout.ts";
import { blockFor, placed, type Plan, planBlocks } from "../actions/firewall/plan.ts";
import {
  closingWords,
  commandBlocks,
  doneWords,
  planWords,
} from "../actions/firewall/plan_blocks.ts";
import { isSame, type PortBlock } from "../actions/firewall/port_block.ts";
import { survey } from "../actions/firewall/survey.ts";
import { toldPlan } from "../actions/firewall/told.ts";
import type { StepEvent } from "../actions/run_steps.ts";
import { PORT_WORDS, toggle } from "../cli/declaration.ts";
import { outputOf } from "../cli/flags.ts";
import type { Machine } from "../model/machine.ts";
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

type Flags = FirewallFlags & {
  readonly drop: boolean;
  readonly loopback: boolean;
  readonly evenSsh: boolean;
};

/** `portik block PORT…`: closes ports to others by a rule in the firewall that is in charge. */
export const block: Command<Flags, readonly string[], Report | Reports> = {
  details:
    "Clients are refused at once, by IPv4 and by IPv6; --drop leaves them waiting instead. Meant are clients " +
    "elsewhere and in containers, as firewalls have it; --loopback refuses those on this machine, too. The " +
    "published port of a container is closed like any other. In charge is firewalld where it runs, ufw " +
    "where it is active, else nftables or iptables; pf on macOS, and the firewall of Windows by netsh. " +
    "The rule bears portik's name: portik blocks lists it, portik unblock takes it away. Only ufw and " +
    "Windows keep it over a reboot. What would lock out the ssh session that portik runs in is refused, " +
    "unless --even-ssh is given. With --json --verbose, each command that was run is a line of its own.",
  flags: {
    ...FIREWALL_FLAGS,
    drop: toggle("Let clients wait instead of refusing them"),
    loopback: toggle("Also refuse clients on this machine"),
    evenSsh: toggle("Even where that locks out the ssh session that portik runs in"),
  },
  positional: PORT_WORDS,
  tableless: true,
  async run(world, flags, ...words) {
    const asked = rangesOf(words, flags);
    const { machine, plan } = await makePlan(world, flags, asked);
    const { add, steps, notes } = plan;
    if (flags.dryRun || steps.length === 0) return planReport(world, flags, { machine, plan });
    await confirm(world, {
      yes: flags.yes,
      blocks: [...planWords(plan, "This blocks"), ...notes.map((note) => text(note, "dim"))],
      question: add.length === 1 ? "Block it?" : "Block them?",
    });
    const act = (tell?: (event: StepEvent) => void) =>
      carryOut(world, { machine, plan, flags, words, ...(tell ? { tell } : {}) });
    const streams = flags.verbose && ["json", "ndjson"].includes(outputOf(flags));
    return streams ? told(act, eventReport) : await act();
  },
};

/** What is to be done, and what it was made of. */
interface Planned {
  readonly machine: Machine;
  readonly plan: Plan;
}

/** Asks the firewalls and looks at who is connected and what containers publish. Changes nothing. */
async function makePlan(
  world: World,
  flags: FlagsOf<Flags>,
  asked: readonly ProtoRange[],
): Promise<Planned> {
  const [surveyed, machine] = await Promise.all([
    survey(world.host, surveyOptions(flags)),
    world.look({
      facts: ["sockets", "owners", "processes", "containers", "caller"],
      protos: ["tcp", "udp"],
    }),
  ]);
  const published = isPublished(machine, asked);
  const chosen = inCharge(surveyed, {
    ...{ published, dryRun: flags.dryRun },
    ...(flags.firewall === undefined ? {} : { only: flags.firewall }),
  });
  const since = new Date(world.host.now()).toISOString().replace(/\.\d+Z$/, "Z");
  const blocks = asked.map((range) => blockFor(chosen.firewall, { ...range, since }, flags));
  const sshConnection = world.host.env("SSH_CONNECTION");
  if (!flags.evenSsh) refuseLockout(blocks, { machine, sshConnection });
  return { machine, plan: planBlocks(chosen, { blocks, surveyed, published }) };
}

function isPublished({ snapshot }: Machine, asked: readonly ProtoRange[]): boolean {
  const published = snapshot.containers.flatMap(({ publications }) => publications);
  return asked.some(({ first, last, proto }) =>
    published.some((one) => one.proto === proto && first <= one.hostPort && one.hostPort <= last)
  );
}

function planReport(
  { program }: World,
  flags: FlagsOf<Flags>,
  { machine, plan }: Planned,
): Report {
  const { add } = plan;
  return {
    kind: "block",
    data: toldPlan(plan, add.length === 0 ? "already" : "planned", add),
    blocks: [
      ...planWords(plan, "portik would block"),
      ...(flags.quiet || add.length === 0 ? [] : closingWords(plan, program)),
    ],
    gaps: machine.snapshot.gaps,
    exit: 0,
  };
}

/** A plan that was agreed on, and who hears of it. */
interface Act extends Planned {
  readonly flags: FlagsOf<Flags>;
  readonly words: readonly string[];
  readonly tell?: (event: StepEvent) => void;
}

async function carryOut(
  world: World,
  { machine, plan, flags, words, tell }: Act,
): Promise<Report> {
  const { chosen: { firewall }, add, steps } = plan;
  const { done, exit, ...record } = await changeFirewall(world, {
    ...{ action: "block", words: wordsFor(words, flags), steps },
    wanted: add.map((block) => ({ block, firewall })),
    how: "blocked",
    isDone: ({ block }, after) => placed(after).some((one) => isSame(one.block, block)),
    only: firewall.name,
    ...(tell ? { tell } : {}),
  });
  const proven: readonly PortBlock[] = done.map(({ block }) => block);
  return {
    kind: "block",
    data: { ...toldPlan(plan, "blocked", proven), ...record },
    blocks: [
      ...(flags.verbose && flags.yes ? commandBlocks(steps) : []),
      ...doneWords(plan, proven),
      ...unrecordedWords(record),
      // Who was asked has read the notes.
      ...(flags.quiet
        ? []
        : closingWords({ ...plan, notes: flags.yes ? plan.notes : [] }, world.program)),
    ],
    gaps: machine.snapshot.gaps,
    exit,
  };
}

function eventReport(event: StepEvent): Report {
  return { kind: "block-event", data: event, gaps: [], blocks: [], exit: 0 };
}
