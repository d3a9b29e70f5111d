import { Refusal } from "../../model/refusal.ts";
import type { PlannedPort } from "./ports.ts";

/** What is to be done with the words of a command before it is run. */
export interface WordOptions {
  /** Put ports in the place of `{PORT}` and `{PORT:web}`. */
  readonly template: boolean;
  /** Give them to a shell, joined with blanks: there `$PORT` and all the rest is expanded. */
  readonly shell: boolean;
  readonly os: string;
}

const PLACE = /\{PORT(?::([^}]*))?\}/g;

/**
 * The argument list to run. Without a shell every word reaches the program as it is. Throws a Refusal for a
 * place without a port, and for a template without a place: then the program would never see its port.
 */
export function argvOf(
  words: readonly string[],
  { plan, ports, ...options }: WordOptions & {
    readonly plan: readonly PlannedPort[];
    readonly ports: readonly number[];
  },
): readonly string[] {
  const filled = options.template ? words.map((word) => fill(word, plan, ports)) : words;
  if (options.template && filled.every((word, i) => word === words[i])) {
    throw new Refusal("bad-template", "--template was given, and no word has {PORT} in it");
  }
  if (!options.shell) return filled;
  const line = filled.join(" ");
  // `/s` leaves the quotes inside the line alone (`cmd /?`).
  return options.os === "windows" ? ["cmd", "/d", "/s", "/c", line] : ["sh", "-c", line];
}

function fill(word: string, plan: readonly PlannedPort[], ports: readonly number[]): string {
  return word.replace(PLACE, (place, name?: string) => {
    const i = name === undefined ? 0 : plan.findIndex((one) => one.name === name);
    if (i < 0) throw new Refusal("bad-template", `there is no --port ${name} for ${place}`);
    return String(ports[i]);
  });
}
