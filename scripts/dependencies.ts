/** Why portik depends on something. Which version it is stands in deno.json alone. */
export interface Dependency {
  /** What it is for. */
  readonly use: string;
  /** Why this one and no other, and why portik does not do it itself. */
  readonly why: string;
  /** What it costs whoever runs portik. */
  readonly cost: string;
}

/** Every dependency, by its name in the import map of deno.json. */
export const DEPENDENCIES: Readonly<Record<string, Dependency>> = {
  "@stricli/core": {
    use: "Reads the words of a command line",
    why: "Typed flags, commands loaded late, did-you-mean; plain modules without dependencies. " +
      "Cliffy, the natural choice, is not on npm; commander takes 22 ms to load",
    cost: "2 ms, where a line has more than a command, ports and plain flags",
  },
  "string-width": {
    use: "How many columns a text takes on a terminal",
    why: "Emoji and East Asian text follow tables of Unicode that change every year",
    cost: "Loaded only where a report has more than ASCII in it",
  },
  "@std/assert": {
    use: "Assertions",
    why: "Deno's own standard library, as above",
    cost: "Tests alone",
  },
  ajv: {
    use: "Holds real output against the JSON Schemas",
    why: "The validator that most programs use, with draft 2020-12",
    cost: "Tests alone",
  },
};
