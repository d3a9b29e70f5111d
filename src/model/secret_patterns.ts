import { isPlace, isSecretLabel, isSecretName } from "./secret_names.ts";

/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

/** Secrets that need no name: keys of well-known services, and JSON web tokens. */
const SHAPES = new RegExp(
  `(?<![A-Za-z0-9])(?:${
    [
      String.raw`gh[opsur]_\w{20,}`,
      String.raw`github_pat_\w{20,}`,
      String.raw`gl[a-z]{2,4}-[\w-]{16,}`,
      String.raw`sk-(?=[\w-]*\d)[\w-]{16,}`,
      String.raw`[rs]k_(?:live|test)_\w{10,}`,
      String.raw`(?:xox[abeoprs]|xapp|tskey)-[\w-]{10,}`,
      String.raw`(?:AKIA|ASIA)[0-9A-Z]{12,}`,
      String.raw`AIza[\w-]{30,}`,
      String.raw`ya29\.[\w-]{20,}`,
      String.raw`(?:npm|hf|gsk|shp[acps][at]|dop_v1|dckr_pat)_[\w-]{20,}`,
      String.raw`pypi-[\w-]{16,}`,
      String.raw`hv[sb]\.[\w-]{20,}`,
      String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
      String.raw`AGE-SECRET-KEY-1\w{20,}`,
      String.raw`\d{8,10}:AA[\w-]{30,}`,
      String.raw`eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?`,
    ].join("|")
  })`,
  "g",
);

const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}KEY(?: BLOCK)?-----|$)/g;

/** A URL up to the last `@` before a blank, a quote or the next URL: a password may hold `@` and `/`. */
const URL_LOGIN = /([a-z][a-z0-9+.-]{0,30}:\/\/)((?:(?!:\/\/)[^\s"'<>`])*)@/gi;

/** `me:x@host` without a scheme; not `npm:vite@5`, and not an image with its digest. */
const BARE_LOGIN =
  /(?<![\w.+@:-]|:\/\/)(?!(?:npm|jsr|node|mailto|sips?|xmpp|acct):)([\w.+-]+):([^\s:@/"'=]+)@(?!sha(?:256|512):)(?=[\w[])/g;

const HEADER =
  /(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]{0,60}(?:key|token|auth|secret)[\w-]{0,60})(["']?\s{0,3}:\s{0,3}["']?)(?!\s)([^\n"'\\]+)/gi;

const BEARER = /(?<!\w)(bearer\s{1,8})[\w.~+/-]{6,}=*/gi;

/** A line of YAML, or of a header, whose value may hold blanks. */
const LINE = /^([ \t]*(?:- )?)([A-Za-z][\w.-]{0,60})(:[ \t]+)(?=\S)[^\n]*/gm;

/** `<password>x</password>` */
const ELEMENT = /(<([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]{0,200})?>)[^<>]+(?=<)/g;

const NAME = String.raw`(?<![\w.-])(?<name>[A-Za-z_][\w.-]*)`;
const QUOTED = String.raw`"(?:[^"\\]+|\\[^])*(?:"|\\?$)|'(?:[^'\\]+|\\[^])*(?:'|\\?$)`;

/** A value ends at a blank, or at a separator that a blank or another name follows. */
function valueUpTo(is: string): RegExp {
  const next = String.raw`[;&,}\])](?:\s|$|["']?[A-Za-z_][\w .-]*["']?${is})`;
  return new RegExp(String.raw`(?:${QUOTED}|\[redacted\]|(?!${next})[^\s"'<>])+`, "y");
}

/** A kind of place where a value stands right behind its name. */
interface Notation {
  readonly name: RegExp;
  readonly value: RegExp;
  isSecret(name: string): boolean;
  isHarmless?(name: string, value: string): boolean;
}

const NOTATIONS: readonly Notation[] = [
  {
    // A key in JSON, or in the notation of JavaScript and Python; its quotes may be escaped.
    name: /(?<quote>\\{0,8}["'])(?<name>[A-Za-z_][\w.$ -]{0,80})\k<quote>\s{0,8}[:=]\s{0,8}/g,
    value: /(\\{0,8}["'])[^]*?(?:(?<!\\)\1|$)|\[[^\]]*(?:\]|$)|[\w.+-]+/y,
    isSecret: isSecretName,
  },
  {
    name: new RegExp(String.raw`${NAME}\]?["']?=(?!=)`, "g"),
    value: valueUpTo("="),
    isSecret: isSecretName,
  },
  {
    name: new RegExp(String.raw`${NAME}["']?:(?!//)`, "g"),
    value: valueUpTo("[:=]"),
    isSecret: isSecretLabel,
    isHarmless: isPlace,
  },
];

/** A text without what is a secret by its shape or by what stands right before it. */
export function redactPatterns(text: string): string {
  const plain = text
    .replace(PRIVATE_KEY, REDACTED)
    .replace(URL_LOGIN, hideLogin)
    .replace(BARE_LOGIN, `$1:${REDACTED}@`)
    .replace(
      HEADER,
      (whole, name, is, value) => isPlace(name, value) ? whole : `${name}${is}${REDACTED}`,
    )
    .replace(
      LINE,
      (whole, lead, name, is) => isSecretLabel(name) ? `${lead}${name}${is}${REDACTED}` : whole,
    )
    .replace(ELEMENT, (whole, open, name) => isSecretName(name) ? `${open}${REDACTED}` : whole)
    .replace(BEARER, `$1${REDACTED}`);
  return NOTATIONS.reduce(hideValues, redactShapes(plain));
}

/** A text without what is a secret by its shape, and with everything else as it is. */
export function redactShapes(text: string): string {
  return text.replace(SHAPES, REDACTED);
}

/** Goes on right after a name that announces nothing: its value may hold names of its own. */
function hideValues(text: string, { name, value, isSecret, isHarmless }: Notation): string {
  let hidden = "";
  let done = 0;
  name.lastIndex = 0;
  for (let found = name.exec(text); found; found = name.exec(text)) {
    const called = found.groups?.name ?? "";
    if (!isSecret(called)) continue;
    value.lastIndex = name.lastIndex;
    const [secret = ""] = value.exec(text) ?? [];
    if (secret === "" || isHarmless?.(called, secret)) continue;
    // A number gets the quotes of its key, so that JSON stays JSON.
    const quote = /^(\\*["'])[^]*\1$/.exec(secret)?.[1] ?? found.groups?.quote ?? "";
    hidden += text.slice(done, name.lastIndex) + quote + REDACTED + quote;
    name.lastIndex = done = value.lastIndex;
  }
  return hidden + text.slice(done);
}

/** A word that is a URL as a whole, whose password may hold blanks as well. */
export function redactUrl(word: string): string {
  return word.replace(/^([a-z][a-z0-9+.-]*:\/\/)([^]*)@/i, hideLogin);
}

/** On the web a token may stand for the user; elsewhere a user's name is worth keeping. */
function hideLogin(whole: string, scheme: string, login: string): string {
  const [authority = ""] = login.split(/[/?#]/, 1);
  const isWeb = /^(?:https?|wss?):/i.test(scheme);
  const isHost = authority !== login && !authority.includes("@") &&
    (isWeb ? /^(?:\[[^\]]*\]|[^:]*)(?::\d+)?$/ : /^(?:\[[^\]]*\]|[^:]*)$/).test(authority);
  // As in http://localhost:3000/@vite/client.
  if (isHost) return whole;
  if (isWeb) return `${scheme}${REDACTED}@`;
  const [user = "", ...password] = login.split(":");
  const shown = user.length >= 16 && /\d/.test(user) ? REDACTED : user;
  return `${scheme}${shown}${password.length > 0 ? `:${REDACTED}` : ""}@`;
}
