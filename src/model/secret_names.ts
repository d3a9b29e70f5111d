/** Words in the name of a flag or a variable that announce a secret. */
const WORDS: ReadonlySet<string> = new Set(
  ("pass passwd password passwords passphrase pwd pw psk pat passin passout secret secrets token tokens " +
    "key keys auth authorization bearer cookie cookies cred creds credential credentials dsn otp pin jwt " +
    "salt session sig signature mnemonic").split(" "),
);

/** Those of them that announce one before a colon, too, where much else stands: `auth:8080` is an address. */
const TELLING: ReadonlySet<string> = new Set(
  ("pass passwd password passwords passphrase pwd pw psk secret secrets token tokens authorization bearer " +
    "cookie cookies credential credentials otp pin jwt").split(" "),
);

/** Parts that announce a secret inside a longer word, as in PGPASSWORD, requirepass, authkey or masterauth. */
const PARTS =
  /pass(?:w|phrase|code|key)|secret|token(?!iz)|credential|from-?literal|conn(?:ection)?[_-]?str|(?:api|auth|access|private|secret|encrypt\w{0,9}|sign\w{0,9}|master|shared|account|license|storage|client|app)[_-]?key|(?:(?<!by|com|over|under|tres|sur)pass|pwd|pw|auth)(?![a-z])/;

/** Last words of names that are about a secret and hold none; a port must not be lost. */
const ABOUT =
  /^(?:ports?|hosts?|addr|address|server|endpoint|uri|url|ttl|timeout|interval|expiry|type|methods?|mode|length|size|count|limit|bits|algorithm|stdin|prompt)$/;

/** First words that turn the name into a switch, or into a number of tokens. */
const SWITCH = /^(?:no|ask|skip|without|disable|max|min|num)$/;

/** More than this of a name, from its end, is not looked at. */
const LONGEST = 200;

/** True for the name of a flag or a variable whose value is likely a secret. */
export function isSecretName(name: string): boolean {
  if (isHarmlessName(name)) return false;
  return wordsOf(name).some((word) => WORDS.has(word)) ||
    PARTS.test(name.slice(-LONGEST).toLowerCase());
}

/** True for a name that tells something about a secret at most: `auth-port`, `token-ttl`, `no-password`. */
export function isHarmlessName(name: string): boolean {
  const words = wordsOf(name);
  return ABOUT.test(words.at(-1) ?? "") || SWITCH.test(words[0] ?? "");
}

/** True for a name that announces a secret even before a colon: `password: x`, but not `sshd-session: x`. */
export function isSecretLabel(name: string): boolean {
  const last = wordsOf(name).at(-1) ?? "";
  return TELLING.has(last) ||
    /pass(?:w|phrase|word|code)|secret$|token$|(?:api|auth|access|private)[_-]?key$/
      .test(name.toLowerCase());
}

/** `spring.datasourcePassword2` gives spring, datasource and password. */
function wordsOf(name: string): string[] {
  return name.slice(-LONGEST).replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z]+/)
    .filter(Boolean);
}

/** `token-service:9000` and `-v secrets:/run/secrets` are no secrets, `password:9000` is one. */
export function isPlace(name: string, value: string): boolean {
  return !/pass|pwd|pin/i.test(name) && /^(?:\d{1,5}(?![\w.])|\/)/.test(value);
}
