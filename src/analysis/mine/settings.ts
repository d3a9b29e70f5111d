import { Refusal } from "../../model/refusal.ts";
import { candidatePorts, type Lists, preparedPorts } from "./lists.ts";
import type { PortMarks } from "./port_spec.ts";
import { readNumber, readSwitch } from "./values.ts";
import type { Env, Source } from "./source.ts";
import { sourceOf } from "./source.ts";

/** The options of port4me, as words of a command line; what is left out is looked for in the environment. */
export interface MineOptions extends Lists {
  readonly user?: string;
  readonly tool?: string;
  readonly skip?: string;
  readonly list?: string;
  readonly test?: string;
}

/** What is asked for, read from options and variables. */
export interface MineSettings {
  readonly user: string;
  readonly tool?: string;
  /** Ports that come before all others. */
  readonly first: readonly number[];
  readonly candidates: PortMarks;
  readonly skip: number;
  /** How many to list, without trying any. */
  readonly list?: number;
  /** Most ports that are tried. */
  readonly maxTries: number;
  /** False: that none is free is no failure. */
  readonly mustWork: boolean;
}

/** Most ports that are listed: the whole ring, several times. */
const MOST_LISTED = 500_000;

/**
 * Reads port4me's options and its `PORT4ME_*` variables. An option comes before its variable, and before that
 * one alone: `--exclude` leaves what the site and the browsers exclude (port4me for bash). An empty variable
 * counts as none. No value is ever evaluated. Throws a Refusal that names the option or the variable.
 */
export function readSettings(options: MineOptions, env: Env): MineSettings {
  const tool = wordOf(sourceOf("tool", options.tool, env));
  const skip = numberOf(sourceOf("skip", options.skip, env), {
    what: "a number to skip",
    least: 0,
  });
  const list = numberOf(sourceOf("list", options.list, env), {
    what: "a number to list",
    most: MOST_LISTED,
  });
  const maxTries = numberOf(sourceOf("max-tries", undefined, env), { what: "a number of tries" });
  const mustWork = sourceOf("must-work", undefined, env);
  return {
    user: userOf(options, env),
    first: preparedPorts(options, env),
    candidates: candidatePorts(options, env),
    skip: skip ?? 0,
    maxTries: maxTries ?? 65535,
    mustWork: mustWork === undefined || readSwitch(mustWork),
    ...(tool === undefined ? {} : { tool }),
    ...(list === undefined ? {} : { list }),
  };
}

/** The port that is to be tested, where one is; then nothing else counts, and nothing else is read. */
export function testedPort(options: Pick<MineOptions, "test">, env: Env): number | undefined {
  return numberOf(sourceOf("test", options.test, env), { what: "a port", most: 65535 });
}

/** Whether every port is to count as free: port4me's own switch for its tests. */
export function anyPortIsFree(env: Env): boolean {
  const name = "_PORT4ME_CHECK_AVAILABLE_PORTS_";
  const value = env(name);
  if (value === undefined || value === "") return false;
  if (value === "any") return true;
  throw new Refusal("bad-variable", `'${value}' is no value for ${name}: use any, or unset it`);
}

/**
 * Whose ports they are: without option and variable, whoever runs portik. `USER` is not set everywhere: cron
 * may have LOGNAME alone, Windows has USERNAME. Throws a Refusal where nobody is known.
 */
export function userOf({ user }: Pick<MineOptions, "user">, env: Env): string {
  const named = wordOf(sourceOf("user", user, env));
  const found = named ?? ["USER", "LOGNAME", "USERNAME"].map(env).find((name) => name);
  if (found !== undefined) return found;
  throw new Refusal("no-user", "No user is known, because USER is not set", {
    hint: "Say who it is with --user NAME",
  });
}

function wordOf(source: Source | undefined): string | undefined {
  if (source?.value !== "") return source?.value;
  throw new Refusal("bad-value", `${source.name} needs a value that is not empty`);
}

function numberOf(
  source: Source | undefined,
  range: Parameters<typeof readNumber>[1],
): number | undefined {
  return source === undefined ? undefined : readNumber(source, range);
}
