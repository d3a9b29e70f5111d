import { isSecretLabel, isSecretName } from "./secret_names.ts";
import { announcesSecret, beforeSecret, isKnownProgram } from "./secret_options.ts";
import { REDACTED } from "./secret_patterns.ts";

/** Words between a name and its secret: `Authorization: Bearer x`, `password = x`. */
const BETWEEN = /^(?:bearer|basic|digest|token|apikey|negotiate|=|:)$/i;

/** A flag, which is no value of the flag before it. */
const FLAG = /^--[a-z][a-z0-9-]*(?:=|$)|^-[A-Za-z]$/i;

/** Names that announce a secret without being a flag: `ngrok authtoken x`, `set aws_secret_access_key x`. */
const BARE_NAME =
  /^(?:(?:add-)?authtoken|requirepass|masterauth|\w+[._](?:secret|token|password|passwd|\w+_key))$/i;

/** Goes through the words of a command line in order, and knows when the next one is a secret. */
export class SecretReader {
  #program = "";
  #previous: string | undefined;
  #awaits = false;
  #key: "outside" | "inside" | "ending" = "outside";
  #isShell = false;

  /** A new command begins, as after a semicolon. */
  restart(): void {
    this.#program = "";
    this.#previous = undefined;
    this.#awaits = false;
  }

  /** True when the next word is a script, as after `sh -c`. */
  get expectsScript(): boolean {
    return this.#isShell && /^-[a-z]*c$/.test(this.#previous ?? "");
  }

  /** The word without its secrets; `redact` looks into a word that is not a secret as a whole. */
  read(word: string, redact: (word: string) => string): string {
    const previous = this.#previous;
    this.#previous = word;
    if (this.#isKey(word)) return REDACTED;
    this.#notice(word, previous);
    if (this.#awaits) {
      if (BETWEEN.test(word)) return word;
      this.#awaits = false;
      if (!FLAG.test(word)) return word && REDACTED;
    }
    this.#awaits = announcesSecret(this.#program, word) || announces(word, previous);
    const front = beforeSecret(this.#program, word);
    return front === undefined ? redact(word) : front + REDACTED;
  }

  /** A private key without quotes, so in words of its own: `-----BEGIN`, `RSA`, `PRIVATE`, `KEY-----`, … */
  #isKey(word: string): boolean {
    if (/-----BEGIN$/.test(word)) this.#key = "inside";
    if (this.#key === "outside") return false;
    if (/-----END$/.test(word)) this.#key = "ending";
    else if (this.#key === "ending" && word.endsWith("-----")) this.#key = "outside";
    return true;
  }

  #notice(word: string, previous = ""): void {
    const name = word.split("/").at(-1) ?? "";
    if (/^(?:ba|da|z|a|k|fi)?sh$|^su$/.test(name)) this.#isShell = true;
    // What follows a long flag is its value: --name mysql.
    if (!/^--./.test(previous) && isKnownProgram(name)) this.#program = name;
  }
}

/** True where the word after this one is likely a secret. */
function announces(word: string, previous: string | undefined): boolean {
  const flag = /^--?([A-Za-z][\w.-]*)$/.exec(word)?.[1];
  if (flag !== undefined) return isSecretName(flag);
  const label = /^[^\w]*([A-Za-z][\w.-]*)["']?:$/.exec(word)?.[1];
  if (label !== undefined) return isSecretLabel(label);
  if (previous === undefined) return false;
  return /^[=:]$/.test(word) ? isSecretName(previous) : BARE_NAME.test(word);
}
