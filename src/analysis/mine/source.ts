/** Reads a variable of the environment. */
export type Env = (name: string) => string | undefined;

/** A value, and what it was given by: `--skip` or `PORT4ME_SKIP`. */
export interface Source {
  readonly name: string;
  readonly value: string;
}

/** `max-tries` is `PORT4ME_MAX_TRIES`. */
export function variableOfOption(option: string): string {
  return `PORT4ME_${option.toUpperCase().replaceAll("-", "_")}`;
}

/** The value of an option, or else that of its variable; undefined where neither is given. */
export function sourceOf(option: string, given: string | undefined, env: Env): Source | undefined {
  return given === undefined
    ? variable(variableOfOption(option), env)
    : { name: `--${option}`, value: given };
}

/** A variable that is set. An empty one is not: Windows cannot tell the two apart. */
export function variable(name: string, env: Env): Source | undefined {
  const value = env(name);
  return value === undefined || value === "" ? undefined : { name, value };
}
