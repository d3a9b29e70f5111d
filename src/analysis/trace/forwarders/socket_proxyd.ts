import { commandWords, plainWords } from "../../../model/command_words.ts";
import type { Hop, Way } from "../hop.ts";

/** `systemd-socket-proxyd HOST:PORT` or `… UNIX-SOCKET`; without a port it is 80 (`systemd-socket-proxyd(8)`). */
export function socketProxyd({ process }: Hop): readonly Way[] | undefined {
  const [program, ...words] = commandWords(process);
  if (program !== "systemd-socket-proxyd") return undefined;
  const target = plainWords(words).at(-1);
  if (target === undefined) return undefined;
  const to = target.startsWith("/")
    ? `unix:${target}`
    : /:\d+$/.test(target)
    ? target
    : `${target}:80`;
  return [{
    kind: "forward",
    does: `passes connections on to ${to}`,
    to,
    evidence: [[program, ...words].join(" ")],
    confidence: "certain",
  }];
}
