/** One flag as a command declares it, in the form that the command line parser takes. */
export interface Flag {
  readonly kind: "boolean" | "enum" | "parsed";
  /** One line, without a full stop. */
  readonly brief: string;
  readonly default?: string | boolean;
  readonly optional?: boolean;
  /** Of an enum: what it may be. Of a parsed flag: what completions propose. */
  readonly values?: readonly string[];
  /** Of a parsed flag: reads the value, or throws a Refusal. */
  readonly parse?: (word: string) => unknown;
  readonly placeholder?: string;
  /** May be given again; its value is a list. */
  readonly variadic?: boolean;
  /** Its value may begin with a minus, as in `--sort -age`. */
  readonly signed?: boolean;
  /** Of a boolean: whether `--no-NAME` is a word, too. */
  readonly withNegated?: boolean;
}

/** One word of a command. */
export interface Word {
  readonly brief: string;
  readonly placeholder: string;
  readonly parse: (word: string) => string;
  readonly optional?: boolean;
  /** What the completion proposes; of several words, for the first. Empty: nothing, for any of them. */
  readonly values?: readonly string[];
}

/** The words of a command: any number of one kind, or one of each kind in order. */
export type Words =
  | { readonly kind: "array"; readonly parameter: Word; readonly minimum?: number }
  | { readonly kind: "tuple"; readonly parameters: readonly Word[] };

/** What a command takes on the command line. */
export interface Declaration {
  /** More lines for `--help`. */
  readonly details?: string;
  /** Its own flags, beside the shared ones. */
  readonly flags?: Readonly<Record<string, Flag>>;
  readonly positional?: Words;
  /** It never answers with a table, so that CSV is refused before anything is done. */
  readonly tableless?: true;
}

/** A command line that was read: every flag has its value or its default. */
export interface Line {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly words: readonly (string | undefined)[];
}

/** A flag that is on or off. */
export function toggle(brief: string): Flag {
  return { kind: "boolean", brief, default: false, withNegated: false };
}

/** A flag that takes a value and may be left out; without `parse` the value is the word itself. */
export function option(
  placeholder: string,
  brief: string,
  parse: (word: string) => unknown = (word) => word,
): Flag {
  return { kind: "parsed", parse, optional: true, placeholder, brief };
}

/** The words of a command that can do with ports and without. */
export const SOME_PORTS: Words = {
  kind: "array",
  parameter: {
    brief: "5432, :5432, 5432/udp, localhost:5432, 22,80 or 3000-3010",
    parse: (word: string): string => word,
    placeholder: "port",
  },
};

/** The same for ports that nobody may have yet, of which the completion can know nothing. */
export const NEW_PORTS: Words = {
  ...SOME_PORTS,
  parameter: { ...SOME_PORTS.parameter, values: [] },
};

/** The words of a command that needs ports. */
export const PORT_WORDS: Words = { ...SOME_PORTS, minimum: 1 };

/** `probeTimeout` is `--probe-timeout`. */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
