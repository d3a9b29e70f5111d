import { isHarmlessName, isPlace, isSecretLabel, isSecretName } from "./secret_names.ts";
import { REDACTED, redactPatterns, redactUrl } from "./secret_patterns.ts";
import { SecretReader } from "./secret_reader.ts";
import { shellWords } from "./shell_words.ts";

export { redactShapes } from "./secret_patterns.ts";

/** What is nested deeper than this, quotes in quotes or lists in lists, is redacted whole. */
const DEEPEST = 16;

/**
 * An argument list without its secrets: values of flags and variables with telling names, whether in the
 * same word or the next, passwords in URLs, and keys of known shapes. Says rather too much than too little
 * is secret.
 */
export function redactArgv(argv: readonly string[]): string[] {
  return redactWords(argv, 0);
}

/** Any text without its secrets; a whole command line in one text is understood as well. */
export function redactText(text: string): string {
  return redactLine(text, 0);
}

/**
 * A path without its secrets. Each name in it is redacted for itself, so that a folder and the files below
 * it still belong together.
 */
export function redactPath(path: string): string {
  return path.split("/").map((name) => redactWord(name, 0)).join("/");
}

function redactWords(argv: readonly string[], depth: number): string[] {
  const reader = new SecretReader();
  return argv.map((word) => {
    // A lone word is a title that a process has given itself.
    const redact = argv.length === 1 || reader.expectsScript ? redactLine : redactWord;
    return reader.read(word, (whole) => redact(whole, depth));
  });
}

/** One word of an argument list: where it names a secret, all that follows the name is one. */
function redactWord(word: string, depth: number): string {
  if (depth > DEEPEST) return REDACTED;
  const json = redactJson(word, depth);
  if (json !== undefined) return json;
  const items = word.split(/(?<=[;&,])(?=\s*[A-Za-z_][\w .-]*=)/);
  if (items.length > 1 && /^-{0,2}(?:[\w .[\]-]|:(?! ))+=/.test(word)) {
    return items.map((item) => redactItem(item, depth)).join("");
  }
  return redactItem(redactUrl(word), depth);
}

/** `--name=value`, `NAME=value`, `-Dname=value`, `/name:value`, perhaps with a separator behind it. */
function redactItem(item: string, depth: number): string {
  const [, lead = "", name = "", is = "", value = "", end = ""] =
    /^(\s*(?:-{0,2}|\/))(["']?[A-Za-z_][\w.$:[\]-]*?["']?)(=|:(?!\/\/)\s*)([^]*?)([;&,]?)$/.exec(
      item,
    ) ?? [];
  if (name === "" || value === "") return redactAnything(item, depth);
  const isVariable = is === "=";
  if (isVariable ? isSecretVariable(name, lead) : isSecretLabelled(name, lead, value)) {
    return `${lead}${name}${is}${REDACTED}${end}`;
  }
  if (!isVariable) return redactAnything(item, depth);
  return `${lead}${name}${is}${redactWord(value, depth + 1)}${end}`;
}

/** In `-epwd=x` and `-Pkey=x` a letter stands before the name. */
function isSecretVariable(name: string, lead: string): boolean {
  return isSecretName(name) || (lead === "-" && isSecretName(name.slice(1)));
}

function isSecretLabelled(name: string, lead: string, value: string): boolean {
  if (lead === "/") return isSecretName(name);
  return isSecretLabel(name) && !isPlace(name, value);
}

function redactAnything(word: string, depth: number): string {
  return /[\s"'\\;&|()]/.test(word) ? redactLine(word, depth + 1) : redactPatterns(word);
}

/** A text as a shell would read it: quotes hold words together, a semicolon begins another command. */
function redactLine(text: string, depth: number): string {
  if (depth > DEEPEST) return REDACTED;
  const json = redactJson(text, depth);
  if (json !== undefined) return json;
  const reader = new SecretReader();
  let redacted = "";
  for (const { gap, raw, word } of shellWords(redactPatterns(text))) {
    if (/[;&|()\n]/.test(gap)) reader.restart();
    const redact = raw === word ? redactItem : redactWord;
    const shown = reader.read(word, (whole) => redact(whole, depth + 1));
    // What touches a secret may belong to it: where nothing is quoted, a;b may be one password.
    const touches = redacted.endsWith(REDACTED) && /^[^\s)]+$/.test(gap) &&
      !/^[\w.-]+=|^\//.test(word);
    if (!touches) redacted += gap + (shown === word ? raw : requoted(raw, shown));
  }
  return redacted;
}

/** What is shown in the quotes of the raw word, with the comma or bracket that followed them. */
function requoted(raw: string, shown: string): string {
  const [, quote = "", end = ""] = /^(["'])[^]*\1([,;}\])]*)$/.exec(raw) ?? [];
  return quote + shown + quote + end;
}

/** A JSON document without its secrets; undefined where the text is none. */
function redactJson(text: string, depth: number): string | undefined {
  if (!/^\s*[{[]/.test(text) || !/[\]}]\s*$/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const redacted = redactValue(value, { secret: false, depth: depth + 1 });
  return redacted === value ? text : JSON.stringify(redacted);
}

interface Place {
  /** Below a key that announces a secret. */
  readonly secret: boolean;
  readonly depth: number;
}

/** The very same value where there is no secret in it. */
function redactValue(value: unknown, { secret, depth }: Place): unknown {
  if (depth > DEEPEST) return REDACTED;
  if (typeof value === "string") return secret ? REDACTED : redactWord(value, depth);
  if (typeof value === "number") return secret ? REDACTED : value;
  if (typeof value !== "object" || value === null) return value;
  const inside = Object.entries(value);
  const redacted =
    Array.isArray(value) && !secret && value.every((item) => typeof item === "string")
      ? redactWords(value, depth)
      : inside.map(([key, one]) =>
        redactValue(one, {
          secret: Array.isArray(value)
            ? secret
            : isSecretName(key) || (secret && !isHarmlessName(key)),
          depth: depth + 1,
        })
      );
  if (inside.every(([, one], i) => one === redacted[i])) return value;
  if (Array.isArray(value)) return redacted;
  return Object.fromEntries(inside.map(([key], i) => [key, redacted[i]]));
}
