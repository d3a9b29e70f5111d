import { splitTitle } from "../../../model/command_words.ts";

/** Letters of `ssh(1)` whose value is the rest of the word or the next word. */
const WITH_VALUE = "BbcDEeFIiJLlmOopPQRSWw";

/** What a command line of ssh says that matters for forwarding. */
export interface SshLine {
  /** Where it logs in, without the user; missing where it says nothing of that. */
  readonly host?: string;
  readonly local: readonly Forwarding[];
  readonly remote: readonly Forwarding[];
  /** Ports of `-D`, where clients say where to. */
  readonly dynamic: readonly number[];
}

/** One `-L` or `-R`: who connects to `port` at one end, goes on to `to` from the other. */
export interface Forwarding {
  readonly port: number;
  /** Missing for `-R port` alone, where clients say where to. */
  readonly to?: string;
  /** As it was written. */
  readonly word: string;
}

/** Reads the arguments of ssh; options may stand before and after the host, until a command begins. */
export function parseSsh(line: readonly string[]): SshLine {
  const argv = splitTitle(line);
  let host: string | undefined;
  const options: [letter: string, value: string][] = [];
  for (let i = 1; i < argv.length; i++) {
    const word = argv[i] ?? "";
    if (word === "--") {
      host ??= argv[i + 1];
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      if (host !== undefined) break;
      host = word;
      continue;
    }
    const at = [...word].findIndex((letter, place) => place > 0 && WITH_VALUE.includes(letter));
    if (at < 0) continue;
    const value = word.slice(at + 1) || argv[++i];
    if (value !== undefined) options.push([word[at] ?? "", value]);
  }
  const words = (letter: string, keyword: string) =>
    options.flatMap(([one, value]) => {
      if (one === letter) return [value];
      // `-o LocalForward=8080 web:80`: in a configuration, a blank stands between the two ends.
      const [, key = "", rest = ""] = /^\s*(\w+)[\s=]+(.*)$/.exec(value) ?? [];
      return one === "o" && key.toLowerCase() === keyword ? [rest.trim().replace(/\s+/, ":")] : [];
    });
  return {
    ...(host === undefined ? {} : { host: hostOf(host) }),
    local: words("L", "localforward").flatMap(parseForwarding),
    remote: words("R", "remoteforward").flatMap(parseForwarding),
    dynamic: words("D", "dynamicforward").flatMap((word) => portAtEnd(word) ?? []),
  };
}

/** `ada@bastion`, `ssh://ada@bastion:2222`. */
function hostOf(word: string): string {
  const [, host = word] = /^ssh:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(word) ?? [];
  return (host === word ? word.slice(word.lastIndexOf("@") + 1) : host).replace(/^\[(.*)\]$/, "$1");
}

/**
 * `[bind:]port:host:hostport`, `[bind:]port:/path`, and for `-R` also `[bind:]port`; IPv6 addresses stand in
 * brackets.
 */
function parseForwarding(word: string): Forwarding[] {
  const [, , port, host, hostPort, path] =
    /^(?:(\[[^\]]*\]|[^:[\]]*):)?(\d+):(?:(\[[^\]]*\]|[^:/]+):(\d+)|(\/.*))$/.exec(word) ?? [];
  if (port === undefined) {
    const alone = portAtEnd(word);
    return alone === undefined ? [] : [{ port: alone, word }];
  }
  const to = path === undefined ? `${host}:${hostPort}` : `unix:${path}`;
  return [{ port: Number(port), to, word }];
}

function portAtEnd(word: string): number | undefined {
  const port = /^(?:(?:\[[^\]]*\]|[^:/]*):)?(\d+)$/.exec(word)?.[1];
  return port === undefined ? undefined : Number(port);
}
