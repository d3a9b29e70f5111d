import { type Declaration, type Flag, flagName, type Word } from "./declaration.ts";
import { flagsWith, SHARED_ALIASES } from "./flags.ts";

/** One proposal of the completion, and what it means. */
export interface Proposal {
  readonly value: string;
  readonly about: string;
}

/** What completions are drawn from besides the words. */
export interface Vocabulary {
  readonly commands: readonly { readonly name: string; readonly brief: string }[];
  /** The command whose words are being completed; left out while its name is. */
  readonly command?: Declaration;
  /** Ports somebody listens on, with their owners; asked only where a port may come. */
  ports(): Promise<readonly Proposal[]>;
  /** Ports and names of leases; asked only where one may come. */
  leases(): Promise<readonly Proposal[]>;
}

/** Stands for every file: the shell knows better how to complete those. */
export const ANY_FILE: Proposal = { value: "<file>", about: "" };

/** The proposals for the last of these words, which may be empty or begun. The name of the command is left out. */
export async function propose(
  words: readonly string[],
  vocabulary: Vocabulary,
): Promise<readonly Proposal[]> {
  const word = words.at(-1) ?? "";
  const all = await candidates(words.slice(0, -1), word, vocabulary);
  return all.filter((one) => one === ANY_FILE || one.value.startsWith(word));
}

async function candidates(
  before: readonly string[],
  word: string,
  { commands, command, ports, leases }: Vocabulary,
): Promise<readonly Proposal[]> {
  const flags = flagsOf(command);
  const ended = before.includes("--");
  // Two dashes end the search for a command, too.
  if (ended && !command) return [];
  const waiting = ended ? undefined : flagOf(before.at(-1) ?? "", flags);
  if (takesValue(waiting)) return valuesOf(waiting, word);
  if (!ended && word.startsWith("-")) {
    const [, begin = "", name = ""] = /^(--([a-z-]+)=)/.exec(word) ?? [];
    if (begin === "") return flagProposals(flags, before);
    const flag = flagOf(`--${name}`, flags);
    if (!takesValue(flag)) return [];
    return valuesOf(flag, word.slice(begin.length)).map((one) => prefixed(begin, one));
  }
  if (!command && /^[a-z]*$/.test(word)) {
    return commands.map(({ name, brief }) => ({ value: name, about: brief }));
  }
  const positional = command ? wordAt(command, bareWords(before, flags)) : PORT;
  if (positional?.values) return positional.values.map((value) => ({ value, about: "" }));
  switch (positional?.placeholder) {
    case "port":
      return await portProposals(word, ports);
    case "port|name":
      return await leases();
    case "file":
    case "command":
      return [ANY_FILE];
  }
  return [];
}

/** A port that stands alone is `who PORT`. */
const PORT: Pick<Word, "placeholder" | "values"> = { placeholder: "port" };

type Flags = ReadonlyMap<string, Flag>;

/** By the words that name them. */
function flagsOf(command: Declaration | undefined): Flags {
  const declared = flagsWith(command?.flags);
  return new Map(Object.entries(declared).map(([key, flag]) => [`--${flagName(key)}`, flag]));
}

/** The flag that a whole word names, be it by a single letter. */
function flagOf(word: string, flags: Flags): Flag | undefined {
  const alias = Object.entries(SHARED_ALIASES).find(([letter]) => word === `-${letter}`)?.[1];
  return flags.get(alias === undefined ? word : `--${flagName(alias)}`);
}

function takesValue(flag: Flag | undefined): flag is Flag {
  return flag !== undefined && flag.kind !== "boolean";
}

function valuesOf(flag: Flag, word: string): readonly Proposal[] {
  const { values, placeholder = "" } = flag;
  if (!values) return placeholder === "file" || placeholder === "dir" ? [ANY_FILE] : [];
  const before = placeholder.endsWith(",…") ? word.slice(0, word.lastIndexOf(",") + 1) : "";
  const sign = flag.signed && word.startsWith("-", before.length) ? "-" : "";
  const given = before.split(",").map((item) => item.replace(/^-/, ""));
  return values.filter((value) => !given.includes(value))
    .map((value) => ({ value: `${before}${sign}${value}`, about: "" }));
}

function prefixed(prefix: string, proposal: Proposal): Proposal {
  return proposal === ANY_FILE ? ANY_FILE : { ...proposal, value: `${prefix}${proposal.value}` };
}

/** Flags that are not given yet, or may be given again. */
function flagProposals(flags: Flags, before: readonly string[]): readonly Proposal[] {
  const given = new Set(before.map((word) => flagOf(nameIn(word, flags), flags)));
  const free = [...flags].filter(([, flag]) => flag.variadic || !given.has(flag));
  return [
    ...free.flatMap(([name, { brief, kind, withNegated }]) => {
      const negated = kind === "boolean" && withNegated !== false;
      const names = [name, ...(negated ? [name.replace("--", "--no-")] : [])];
      return names.map((value) => ({ value, about: brief }));
    }),
    { value: "--help", about: "What the command takes" },
    { value: "--version", about: "The version of portik" },
  ];
}

/** `--output=json` and `--no-docker` name `--output` and `--docker`. */
function nameIn(word: string, flags: Flags): string {
  const name = word.replace(/=.*$/s, "");
  return flags.has(name) ? name : name.replace(/^--no-/, "--");
}

/** How many of these words are neither flags nor their values. */
function bareWords(words: readonly string[], flags: Flags): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--") return count + words.length - i - 1;
    if (!word.startsWith("-")) count++;
    else if (takesValue(flagOf(word, flags))) i++;
  }
  return count;
}

/** What the word at this place is; undefined where none may come, and without values but at the first. */
function wordAt({ positional }: Declaration, place: number): typeof PORT | undefined {
  if (positional?.kind === "tuple") return positional.parameters[place];
  if (!positional) return undefined;
  const { values, placeholder } = positional.parameter;
  return values && (place === 0 || values.length === 0) ? { placeholder, values } : { placeholder };
}

/** What may stand before a port in one word: other items, an address, and the begin of a range. */
const BEFORE_PORT =
  /^(?!pid:|name:)((?:[\w.:%[\]/-]*,)*(?:[\w.]*:|\[[\w.:%]*\]:)?(?:\d+-)?)\d*(?:\/\w*)?$/;

async function portProposals(
  word: string,
  ports: Vocabulary["ports"],
): Promise<readonly Proposal[]> {
  const [, before] = BEFORE_PORT.exec(word) ?? [];
  return before === undefined ? [] : (await ports()).map((one) => prefixed(before, one));
}
