/** Short options of some programs whose value is a secret. */
interface Options {
  readonly programs: RegExp;
  readonly letters: string;
  /** Where the value stands: in the same word (`-pX`), in the next one (`-p X`), or in either. */
  readonly value: "same" | "next" | "either";
}

const OPTIONS: readonly Options[] = [
  { programs: /^(mysql|mariadb)[a-z-]*$/, letters: "p", value: "same" },
  { programs: /^sshpass$/, letters: "p", value: "either" },
  { programs: /^(redis|valkey|keydb)-cli$/, letters: "a", value: "next" },
  { programs: /^curl$/, letters: "uUE", value: "either" },
  { programs: /^(https?|xhs?)$/, letters: "a", value: "either" },
  { programs: /^ldap[a-z]+$/, letters: "w", value: "either" },
  { programs: /^mongo(sh|dump|restore|export|import)?$/, letters: "p", value: "either" },
  { programs: /^(sqlcmd|bcp|osql|isql|tsql|ipmitool|zip|unzip)$/, letters: "P", value: "either" },
  { programs: /^(cqlsh|mycli|rabbitmqadmin|rdesktop|login)$/, letters: "p", value: "either" },
  { programs: /^(smbclient|rpcclient)$/, letters: "U", value: "either" },
  { programs: /^lftp$/, letters: "u", value: "either" },
  { programs: /^(7z[ar]?|rar|unrar)$/, letters: "p", value: "same" },
  { programs: /^openssl$/, letters: "kK", value: "next" },
  { programs: /^snmp[a-z]+$/, letters: "cAX", value: "either" },
];

/** Programs whose long options name a user together with the password: `--user me:x`. */
const LOGIN_PROGRAMS = /^(curl|wget)$/;
const LOGIN_FLAG = /^(--(?:user|proxy-user|cert|oauth2-bearer))(=|$)/;

/** Programs that are told both in one plain word: `scott/tiger@db`. */
const ORACLE = /^(sqlplus|sqlldr|expdp|impdp|rman)$/;

/** Programs that begin a command line of their own: the options after them are theirs. */
const OTHERS =
  /^(ssh|scp|sftp|rsync|docker|podman|kubectl|psql|redis-server|nc|socat|node|python[\d.]*|java)$/;

/** True for a program whose options are known here, or have nothing to hide. */
export function isKnownProgram(name: string): boolean {
  return [OTHERS, LOGIN_PROGRAMS, ORACLE, ...OPTIONS.map(({ programs }) => programs)]
    .some((programs) => programs.test(name));
}

/** True where the next word is a secret, all of it, when this word stands before it. */
export function announcesSecret(program: string, word: string): boolean {
  if (LOGIN_PROGRAMS.test(program) && LOGIN_FLAG.exec(word)?.[2] === "") return true;
  // curl lets -sSu stand for -s -S -u.
  const option = program === "curl" ? /^-[A-Za-z#]*([A-Za-z])$/ : /^-([A-Za-z])$/;
  const letter = option.exec(word)?.[1];
  return letter !== undefined &&
    OPTIONS.some(({ programs, letters, value }) =>
      value !== "same" && programs.test(program) && letters.includes(letter)
    );
}

/** What stands in front of a secret in the same word, such as the `-p` of `-pX`, if one does. */
export function beforeSecret(program: string, word: string): string | undefined {
  const [, login, is] = LOGIN_PROGRAMS.test(program) ? LOGIN_FLAG.exec(word) ?? [] : [];
  if (is === "=") return `${login}=`;
  if (ORACLE.test(program)) return /^[\w$#]+\/(?=[^/])/.exec(word)?.[0];
  // A published port, as in docker run --name mysql -p3306:3306, is no password.
  if (/^-p(?:[\d.]+:)?\d+:\d+(?:\/\w+)?$/.test(word)) return undefined;
  const glued = /^-[A-Za-z]./s.test(word) &&
    OPTIONS.some(({ programs, letters, value }) =>
      value !== "next" && programs.test(program) && letters.includes(word[1] ?? " ")
    );
  return glued ? word.slice(0, 2) : undefined;
}
