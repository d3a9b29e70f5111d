import { Refusal } from "../model/refusal.ts";
import { SHARED_FLAGS } from "./flags.ts";

/** A command line with its command found. */
export interface Arranged {
  /** The command word, or undefined where there is none. */
  readonly command?: string;
  /** Every other word, in order. */
  readonly words: readonly string[];
}

/**
 * Finds the command word, wherever flags stand, and puts `who` before a port that stands alone.
 * Throws a Refusal for a word like `-5`, which would otherwise pass for a flag.
 */
export function arrange(argv: readonly string[], isCommand: (word: string) => boolean): Arranged {
  const words = [...argv];
  const place = commandPlace(words, isCommand);
  const found = place === undefined ? undefined : words[place];
  if (place === undefined || found === undefined) {
    // `portik -- 5432`: nothing but a port can stand behind the end of the flags.
    const behind = words[words.indexOf("--") + 1];
    const port = words.includes("--") && behind !== undefined && looksLikePort(behind);
    return port ? { command: "who", words } : { words };
  }
  if (!isCommand(found) && looksLikePort(found)) return { command: "who", words };
  words.splice(place, 1);
  return { command: found, words };
}

/**
 * The place of the first bare word. One right behind a flag may be the value of a flag that only its
 * command knows (`--host 127.0.0.1 explain 80`), so there a later word counts when it is a command.
 */
function commandPlace(
  words: readonly string[],
  isCommand: (word: string) => boolean,
): number | undefined {
  const end = words.indexOf("--");
  let perhaps: number | undefined;
  for (let i = 0; i < (end < 0 ? words.length : end); i++) {
    const word = words[i] ?? "";
    if (/^-\d/.test(word)) {
      throw new Refusal("bad-port", `'${word}' is not a port: ports go from 1 to 65535`);
    }
    if (word.startsWith("-")) {
      if (takesValue(word)) i++;
    } else if (isCommand(word)) return i;
    else if (/^--[a-z-]+$/.test(words[i - 1] ?? "")) perhaps ??= i;
    else return perhaps ?? i;
  }
  return perhaps;
}

/** True for a shared flag whose value is the next word. */
function takesValue(flag: string): boolean {
  if (flag === "-o") return true;
  const name = /^--([a-z-]+)$/.exec(flag)?.[1]?.replace(
    /-(.)/g,
    (_, letter) => letter.toUpperCase(),
  );
  const declared = Object.entries(SHARED_FLAGS).find(([key]) => key === name)?.[1];
  return declared !== undefined && declared.kind !== "boolean";
}

/** `5432`, `:5432`, `[::1]:5432`, `localhost:80`; also `80abc` and nothing, which deserve a port's error. */
function looksLikePort(word: string): boolean {
  return word === "" || /^[:[\d]/.test(word) || /:\d+/.test(word);
}
