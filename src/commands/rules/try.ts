import { findingBlocks } from "../../analysis/explanation.ts";
import type { SharedFlags } from "../../cli/flags.ts";
import { isListener } from "../../model/socket.ts";
import type { Machine } from "../../model/machine.ts";
import { Refusal } from "../../model/refusal.ts";
import { type Block, type Report, text } from "../../model/report.ts";
import type { RuleQuestion } from "../../rules/context.ts";
import { readRuleFile } from "../../rules/load.ts";
import { diagnosisOf } from "../../rules/run.ts";
import { targetsOf } from "../targets.ts";
import type { World } from "../world.ts";

/** What `rules try` was given: a file, and perhaps ports. */
export interface Trial {
  readonly file: string;
  readonly ports: readonly string[];
  readonly flags: SharedFlags;
}

/**
 * `portik rules try FILE [PORT]`: runs one file in the sandbox, on a port or on every listener, and tells
 * what it said. Throws a Refusal for a file that may not be loaded.
 */
export async function tryRule(world: World, { file, ports, flags }: Trial): Promise<Report> {
  const rule = readRuleFile(world.host, file);
  if (!("id" in rule)) throw new Refusal("bad-rule", `'${file}' ${rule.reason}`);
  const asked = ports.length === 0 ? undefined : targetsOf(ports, flags);
  const machine = await world.look({
    facts: ["sockets", "owners", "processes", "containers", "settings", "caller"],
    protos: asked?.protos ?? ["tcp", "udp"],
    ...(asked ? { ports: asked.ranges } : {}),
  });
  const questions = asked?.targets ?? everyListener(machine);
  const { runUserRules } = await import("../../rules/sandbox.ts");
  const answers = await runUserRules(world.host, [rule], { machine, questions });
  const { findings, broken, blind } = diagnosisOf(answers.flat());
  const trouble = [...new Set([...broken, ...blind].map(({ reason }) => reason))];
  return {
    kind: "rules-try",
    data: { file, questions: questions.length, findings, broken: trouble },
    gaps: machine.snapshot.gaps,
    blocks: [
      ...trouble.map((reason): Block => text(`${rule.id} ${reason}`, "bad")),
      ...findings.flatMap(findingBlocks),
      ...(findings.length + trouble.length === 0 ? [text(silence(rule.id, questions.length))] : []),
    ],
    exit: broken.length > 0 ? 5 : 0,
  };
}

function everyListener(machine: Machine): RuleQuestion[] {
  const listeners = machine.snapshot.sockets.filter(isListener);
  const questions = listeners.map(({ port, proto }) => ({ port, proto }));
  return [...new Map(questions.map((one) => [`${one.proto} ${one.port}`, one])).values()];
}

function silence(id: string, questions: number): string {
  return `${id} loads, and had nothing to say about ${
    questions === 1 ? "this port" : `${questions} ports`
  }`;
}
