import {
  buildApplication,
  buildCommand,
  buildRouteMap,
  type Command as Parser,
  type CommandContext,
  run,
  text_en,
  type TypedCommandParameters,
} from "@stricli/core";
import { type Declaration, flagName, type Line } from "./declaration.ts";
import { flagsWith, SHARED_ALIASES } from "./flags.ts";
import { refusalOf } from "./scanner_errors.ts";

type Flags = Readonly<Record<string, unknown>>;
type Words = readonly (string | undefined)[];

interface Context extends CommandContext {
  take(line: Line): void;
}

/**
 * Reads the words of the command `name` by its declaration and the flags that every command has. Undefined
 * where they ask for help; throws a Refusal where they make no sense.
 */
export async function parseLine(
  declaration: Declaration,
  { name, words }: { readonly name: string; readonly words: readonly string[] },
): Promise<Line | undefined> {
  let line: Line | undefined;
  const caught: unknown[] = [];
  const application = buildApplication(parserOf(declaration), {
    name: `portik ${name}`,
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    localization: { text: textThat((error) => caught.push(error)) },
  });
  const joined = joinSigned(declaration, splitEmpty(words));
  await run(application, joined, { ...MUTE, take: (read: Line) => line = read });
  if (caught.length > 0) throw refusalOf(caught[0], name);
  return line;
}

/** The parser takes `--user=` for a word of its own, and not for a flag with an empty value. */
function splitEmpty(words: readonly string[]): readonly string[] {
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  return words.flatMap((word, i) =>
    i < end && /^--[a-z-]+=$/.test(word) ? [word.slice(0, -1), ""] : [word]
  );
}

/** The parser takes `-age` for flags of one letter each, unless it stands in one word with its own flag. */
function joinSigned({ flags = {} }: Declaration, words: readonly string[]): readonly string[] {
  const signed = Object.keys(flags).filter((key) => flags[key]?.signed);
  const names = signed.map((key) => `--${flagName(key)}`);
  const end = words.includes("--") ? words.indexOf("--") : words.length;
  const at = words.findIndex((word, i) =>
    i < end - 1 && names.includes(word) && /^-[^-]/.test(words[i + 1] ?? "")
  );
  return at < 0 ? words : words.toSpliced(at, 2, `${words[at]}=${words[at + 1]}`);
}

/** The name that a misspelt word is near to, or undefined. */
export async function nearest(word: string, names: readonly string[]): Promise<string | undefined> {
  let near: string | undefined;
  const routes = Object.fromEntries(names.map((name) => [name, parserOf({})]));
  const noCommandRegisteredForInput = ({ corrections }: { corrections: readonly string[] }) => {
    near = corrections[0]?.replaceAll("`", "");
    return "";
  };
  const application = buildApplication(buildRouteMap({ routes, docs: { brief: "" } }), {
    name: "portik",
    localization: { text: { ...text_en, noCommandRegisteredForInput } },
  });
  await run(application, [word], { ...MUTE, take: () => {} });
  return near;
}

/** The parser would print by itself: help pages that are wider than a terminal, and errors. */
const MUTE: CommandContext = {
  process: { stdout: { write: () => {} }, stderr: { write: () => {} } },
};

function parserOf({ flags, positional }: Declaration): Parser<Context> {
  // The parser's own types cannot follow flags that are put together from two places.
  const parameters = {
    flags: flagsWith(flags),
    aliases: SHARED_ALIASES,
    ...(positional ? { positional } : {}),
  } as unknown as TypedCommandParameters<Flags, Words, Context>;
  return buildCommand<Flags, Words, Context>({
    docs: { brief: "" },
    parameters,
    func(flags, ...words) {
      this.take({ flags, words });
    },
  });
}

/** Texts of the parser that say nothing and hand over the error instead, to be told in portik's words. */
function textThat(tell: (error: unknown) => void): typeof text_en {
  const hand = (error: unknown) => {
    tell(error);
    return "";
  };
  return {
    ...text_en,
    exceptionWhileParsingArguments: hand,
    exceptionWhileLoadingCommandFunction: hand,
    exceptionWhileLoadingCommandContext: hand,
    exceptionWhileRunningCommand: hand,
    commandErrorResult: hand,
  };
}
