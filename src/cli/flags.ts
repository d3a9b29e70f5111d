import { type Flag, toggle } from "./declaration.ts";
import { parseDuration } from "../model/duration.ts";
import type { Question } from "../model/question.ts";
import type { Proto } from "../model/socket.ts";

/** The forms that a report can take. */
export const OUTPUTS = ["text", "json", "ndjson", "csv", "markdown"] as const;
/** One of the forms that a report can take. */
export type Output = (typeof OUTPUTS)[number];

/** The flags that every command has, as the command line parser fills them in. */
export type SharedFlags = {
  readonly json: boolean;
  readonly output?: Output;
  readonly color: "auto" | "always" | "never";
  readonly proto: Proto | "all";
  readonly docker?: boolean;
  readonly from?: string;
  readonly plugins?: readonly string[];
  readonly noPlugins: boolean;
  /** The one source of sockets to ask. */
  readonly source?: string;
  /** Milliseconds. */
  readonly probeTimeout: number;
  readonly quiet: boolean;
  readonly verbose: boolean;
};

const word = (text: string) => text;
/** Their declaration for the command line parser. */
export const SHARED_FLAGS = {
  json: toggle("One JSON document on stdout"),
  output: {
    kind: "enum",
    values: OUTPUTS,
    optional: true,
    brief: "Form",
  },
  color: {
    kind: "enum",
    values: ["auto", "always", "never"],
    default: "auto",
    brief: "When to use colour",
  },
  proto: {
    kind: "enum",
    values: ["tcp", "udp", "all"],
    default: "tcp",
    brief: "Protocol",
  },
  docker: {
    kind: "boolean",
    optional: true,
    brief: "Always or never ask the container engine",
  },
  from: {
    kind: "parsed",
    parse: word,
    optional: true,
    placeholder: "file",
    brief: "Answer from a captured machine",
  },
  plugins: {
    kind: "parsed",
    parse: word,
    optional: true,
    variadic: true,
    placeholder: "dir",
    brief: "Also load rules from this folder",
  },
  noPlugins: toggle("Built-in rules alone"),
  source: {
    kind: "parsed",
    parse: word,
    optional: true,
    placeholder: "name",
    brief: "Only this source of sockets: ss, proc, lsof, netstat",
  },
  probeTimeout: {
    kind: "parsed",
    parse: parseDuration,
    default: "2s",
    placeholder: "time",
    brief: "Deadline of each program that is asked",
  },
  quiet: toggle("One line for each port"),
  verbose: toggle("Also say who was asked, and what could not be seen"),
} satisfies Record<keyof SharedFlags, Flag>;

type Flags = Readonly<Record<string, Flag>>;

/**
 * The flags of a command, and those that every command has. Where a command has a flag of the same name, it
 * is the command's that counts: `--from` of `block` is an address, and no captured machine.
 */
export function flagsWith(own: Flags = {}): Flags {
  return { ...own, ...SHARED_FLAGS, ...own };
}

/** The shared flags among those of a line, without the ones that mean something else to the command. */
export function sharedIn<T extends Readonly<Record<string, unknown>>>(
  flags: T,
  own: Flags = {},
): T {
  const apart = Object.keys(own).filter((key) => key in SHARED_FLAGS);
  if (apart.length === 0) return flags;
  return Object.fromEntries(Object.entries(flags).filter(([key]) => !apart.includes(key))) as T;
}

/** Single letters for shared flags. */
export const SHARED_ALIASES = { o: "output", q: "quiet" } as const;

/** The form that the flags ask for. */
export function outputOf({ json, output }: Pick<SharedFlags, "json" | "output">): Output {
  return output ?? (json ? "json" : "text");
}

/** The protocols that the flags ask for. */
export function protosOf({ proto }: Pick<SharedFlags, "proto">): readonly Proto[] {
  return proto === "all" ? ["tcp", "udp"] : [proto];
}

/** Whether the flags allow a container engine to be asked. */
export function enginesOf({ docker }: Pick<SharedFlags, "docker">): Question["engines"] {
  return docker === undefined ? "auto" : docker ? "always" : "never";
}
