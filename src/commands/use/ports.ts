import { checkNames, variableOf } from "../../analysis/mine/variable.ts";
import { Refusal } from "../../model/refusal.ts";

/** A port that the command gets, and the variables that it stands in. */
export interface PlannedPort {
  readonly name?: string;
  readonly variables: readonly string[];
}

/**
 * The ports of `--port web --port api`, or one without a name. Named ones stand in variables of their
 * own; PORT is the first, so that no PORT of an outer command is left. Each `--env NAME` is one more
 * variable for the first port, and `--env NAME=api` for the one of that name. Throws a Refusal for names
 * that make no variable, or the same.
 */
export function planPorts(
  names: readonly string[],
  variables: readonly string[],
): readonly PlannedPort[] {
  const extras = variables.map(parseVariable);
  const plan = names.length === 0 ? [undefined] : checkNames(names);
  for (const { target } of extras) {
    if (target !== undefined && !names.includes(target)) {
      throw new Refusal("bad-env", `there is no --port ${target} that --env could name`);
    }
  }
  return plan.map((name, i) => ({
    ...(name === undefined ? {} : { name }),
    variables: [
      ...new Set([
        ...(i === 0 ? ["PORT"] : []),
        ...(name === undefined ? [] : [variableOf(name)]),
        ...extras.filter(({ target }) => target === name || (i === 0 && target === undefined))
          .map(({ variable }) => variable),
      ]),
    ],
  }));
}

/** Reads `NAME` or `NAME=port` (POSIX.1-2024 section 8.1 has what a name is). */
function parseVariable(word: string): { readonly variable: string; readonly target?: string } {
  const [, variable, target] = /^([A-Za-z_]\w*)(?:=(.+))?$/.exec(word) ?? [];
  if (variable === undefined) {
    throw new Refusal("bad-env", `'${word}' is no name of an environment variable`, {
      hint: "Write it like VITE_PORT, or API_PORT=api for the port named api",
    });
  }
  return { variable, ...(target === undefined ? {} : { target }) };
}

/** The variables and their values. */
export function environmentOf(
  plan: readonly PlannedPort[],
  ports: readonly number[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plan.flatMap(({ variables }, i) => variables.map((name) => [name, String(ports[i])])),
  );
}
