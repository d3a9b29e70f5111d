import { Refusal } from "../../model/refusal.ts";

/**
 * The variable that a named port goes into: `web` gives `WEB_PORT`, and nothing `PORT`. Only letters of ASCII,
 * digits and underscores are in it (POSIX.1-2024 section 3.216), so that every shell and every reader of
 * `.env` files takes it.
 */
export function variableOf(name: string | undefined): string {
  if (name === undefined) return "PORT";
  const word = name.toUpperCase().replace(/[^A-Z0-9]/g, "_").replace(/^(?=\d)/, "_");
  return /(^|_)PORT$/.test(word) ? word : `${word}_PORT`;
}

/**
 * Reads the names of `--name web,api,db`. Throws a Refusal for one that is given twice, or for which there is
 * no variable that another has not.
 */
export function checkNames(names: readonly string[]): readonly string[] {
  for (const [i, name] of names.entries()) {
    if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) {
      throw new Refusal("bad-name", `'${name}' is no name for a port`, {
        hint: "Use letters, digits, and . _ - behind the first of them",
      });
    }
    const other = names.slice(0, i).find((one) => variableOf(one) === variableOf(name));
    if (other === name) throw new Refusal("bad-name", `'${name}' is named twice`);
    if (other !== undefined) {
      const both = `'${other}' and '${name}' would both be ${variableOf(name)}`;
      throw new Refusal("bad-name", `${both}: use names that differ in more`);
    }
  }
  return names;
}
