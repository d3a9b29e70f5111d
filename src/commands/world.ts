import type { Output, SharedFlags } from "../cli/flags.ts";
import type { Host } from "../host/host.ts";
import type { Recording } from "../host/recording.ts";
import type { Machine } from "../model/machine.ts";
import type { Project } from "../model/process.ts";
import type { Question } from "../model/question.ts";
import type { Block, Report } from "../model/report.ts";
import type { Proto } from "../model/socket.ts";
import type { Rule } from "../plugin.ts";
import type { RuleQuestion } from "../rules/context.ts";
import type { Diagnosis } from "../rules/run.ts";

/** A port to bind, on each of these addresses. */
export interface BindTarget {
  readonly port: number;
  readonly proto: Proto;
  readonly addresses: readonly string[];
}

/** What a person is asked: all that there is to know before the answer, and the question. */
export interface Asking {
  readonly blocks: readonly Block[];
  /** One sentence, without the `[y/N]` that follows it. */
  readonly question: string;
}

/** What a command gets to work with. `app.ts` makes it; commands know no other way to the world. */
export interface World {
  readonly host: Host;
  readonly flags: SharedFlags;
  /** The built-in rules. */
  readonly loadRules: () => Promise<readonly Rule[]>;
  /** How this very portik is started, for commands that it proposes. */
  readonly program: readonly string[];
  /** One look at the machine, live or captured. */
  look(question: Omit<Question, "engines">): Promise<Machine>;
  /** What every rule says, the user's own included: one diagnosis for each question. */
  diagnose(machine: Machine, questions: readonly RuleQuestion[]): Promise<readonly Diagnosis[]>;
  /** The machine with what comes of binding these ports, `atOnce` of them side by side. */
  tryBinds(
    machine: Machine,
    targets: readonly BindTarget[],
    options: { readonly atOnce: number },
  ): Promise<Machine>;
  /** The project around a folder: a git checkout, or what a manifest marks; undefined where there is none. */
  projectOf(folder: string): Promise<Project | undefined>;
  /** The report in one form as a file holds it: without colours, and as wide as it needs to be. */
  render(report: Report, output: Output): Promise<string>;
  /** The line that a person types in answer; undefined where there is no terminal to ask on. */
  ask(asking: Asking): Promise<string | undefined>;
  /** One sentence on standard error, at once, for what is not part of the answer. */
  tell(sentence: string): Promise<void>;
  /** Everything that a look at the whole machine asks and hears. */
  record(): Promise<Recording>;
}
