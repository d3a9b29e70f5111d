import type { Declaration, Flag } from "../cli/declaration.ts";
import type { SharedFlags } from "../cli/flags.ts";
import type { Report, Reports } from "../model/report.ts";
import type { World } from "./world.ts";

type NoFlags = Record<never, never>;

/** A command: the words it takes, and what it answers, once or again and again. Its name and its one line stand in mod.ts. */
export interface Command<
  Flags extends object = NoFlags,
  Args extends readonly unknown[] = readonly string[],
  Answer extends Report | Reports = Report,
> extends Declaration {
  readonly flags?: Readonly<Record<keyof Flags & string, Flag>>;
  /** Answers; throws a Refusal where the request makes no sense. */
  run(world: World, flags: FlagsOf<Flags>, ...args: Args): Promise<Answer> | Answer;
}

/** A command's own flags, and those shared ones that it has no flag of the same name for. */
export type FlagsOf<Flags extends object> = Flags & Omit<SharedFlags, keyof Flags>;

/** A command of any flags and words, as lists of commands hold it. */
// deno-lint-ignore no-explicit-any -- each command's own types are checked where it is declared
export type AnyCommand = Command<any, any, Report | Reports>;
