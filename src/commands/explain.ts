import { type Explanation, explanationBlocks } from "../analysis/explanation.ts";
import { nextCommands } from "../analysis/next.ts";
import { otherProtocol } from "../analysis/port_blocks.ts";
import { portStatus } from "../analysis/port_status.ts";
import { verdictOf } from "../analysis/verdict.ts";
import { askedBlocks } from "../analysis/asked.ts";
import { PORT_WORDS, toggle } from "../cli/declaration.ts";
import { worst } from "../cli/exit_codes.ts";
import type { SharedFlags } from "../cli/flags.ts";
import type { Machine } from "../model/machine.ts";
import { parseHost } from "../model/ports.ts";
import { bindAddresses } from "../model/question.ts";
import type { Block } from "../model/report.ts";
import type { Command } from "./command.ts";
import { targetsOf } from "./targets.ts";
import type { World } from "./world.ts";

type Flags = { readonly host?: string; readonly summary: boolean };

/** `portik explain PORT…`: why a bind to a port works or fails, and what to do about it. */
export const explain: Command<Flags> = {
  tableless: true,
  flags: {
    host: {
      kind: "parsed",
      parse: parseHost,
      optional: true,
      placeholder: "address",
      brief: "Explain a bind to this address",
    },
    summary: toggle("The verdict alone"),
  },
  positional: PORT_WORDS,
  async run(world, flags, ...words) {
    const { machine, ports } = await answerExplain(world, flags, words);
    const { gaps } = machine.snapshot;
    // Where another source answered in its place, the first one's silence is nobody's loss.
    const unseen = gaps.filter(({ fact }) => machine.isBlindTo(fact));
    const held = flags.from === undefined ? ports.filter(({ status }) => status === "held") : [];
    const notes = held.length === 0
      ? []
      : await (await import("./leasing/lease_notes.ts")).leaseNotes(world.host, held);
    return {
      kind: "explain",
      data: { ports },
      gaps,
      blocks: [
        ...ports.flatMap((port): Block[] =>
          flags.summary || flags.quiet ? [sentenceBlock(port)] : [
            ...explanationBlocks(port, unseen),
            ...otherProtocol(port, machine),
            { kind: "space" },
          ]
        ),
        ...(flags.verbose ? askedBlocks(machine.snapshot) : []),
      ],
      ...(notes.length === 0 ? {} : { notes }),
      exit: worst(ports.map(({ status }) => status === "unknown" ? 4 : 0)),
    };
  },
};

/** Looks at the ports, binds them, runs the rules. Throws a Refusal where the words make no sense. */
export async function answerExplain(
  world: World,
  flags: SharedFlags & Pick<Flags, "host">,
  words: readonly string[],
): Promise<{ machine: Machine; ports: Explanation[] }> {
  const { ranges, protos, targets } = targetsOf(words, flags);
  const questions = targets.map((target) => flags.host ? { ...target, host: flags.host } : target);
  const machine = await world.look({
    facts: [
      "sockets",
      "owners",
      "processes",
      "containers",
      "namespaces",
      "binds",
      "settings",
      "caller",
    ],
    ports: ranges,
    protos,
    addresses: [...new Set(questions.flatMap(({ host }) => bindAddresses(host)))],
  });
  const diagnoses = await world.diagnose(machine, questions);
  const ports = questions.map((question, i): Explanation => {
    const status = portStatus(machine, question);
    const { findings = [], checked = [], blind = [], broken = [] } = diagnoses[i] ?? {};
    return {
      ...status,
      verdict: {
        ...verdictOf(machine, question, status),
        findings,
        rules: { checked, blind, broken },
      },
      next: nextCommands(machine, status, { findings, program: world.program }),
    };
  });
  return { machine, ports };
}

function sentenceBlock({ verdict }: Explanation): Block {
  return { kind: "text", spans: [{ text: verdict.sentence }], line: true };
}
