import type { Arranged } from "./cli/arrange.ts";
import { SHARED_FLAGS } from "./cli/flags.ts";
import { runAhead } from "./host/ahead.ts";
import type { Host } from "./host/host.ts";
import { parseDuration } from "./model/duration.ts";
import { parsePorts } from "./model/ports.ts";
import { Refusal } from "./model/refusal.ts";
import { hasEveryPort, type Question } from "./model/question.ts";
import { ssCommand } from "./probe/linux/ss.ts";

type SocketQuestion = Pick<Question, "ports" | "peers" | "listening">;

/**
 * Asks `ss` what the command is going to ask before the command itself is loaded: the two take about as
 * long, and so `who` and `explain` answer a fifth sooner. A guess that turns out wrong costs nothing but
 * the guess; words that make no sense are left to the command to refuse.
 */
export function lookAhead(host: Host, { command = "", words }: Arranged): Host {
  const plain = words.every((word) => !/^--(from|source|probe-timeout|help)\b|^-h/.test(word));
  if (host.os !== "linux" || !plain) return host;
  try {
    const question = foresee(command, words);
    if (question === undefined) return host;
    const timeout = parseDuration(SHARED_FLAGS.probeTimeout.default);
    return runAhead(host, ssCommand(question), { timeout });
  } catch (error) {
    if (error instanceof Refusal) return host;
    throw error;
  }
}

/** What a command asks about sockets, where that is plain from its words. */
function foresee(command: string, words: readonly string[]): SocketQuestion | undefined {
  if (command === "list") {
    return words.some((word) => /^--(all|state)(=|$)/.test(word)) ? {} : { listening: true };
  }
  // Their numbers may be values of flags, and not ports.
  if (words.some((word) => /^--(top|clients|concurrency|owner)$/.test(word))) return undefined;
  const ports = words.filter((word) => /^[:\d[]/.test(word)).flatMap(parsePorts);
  const none = ports.length === 0;
  switch (command) {
    case "who":
    case "explain":
    case "why":
    case "check":
      return none ? undefined : { ports };
    case "scan":
      return none || hasEveryPort(ports) ? {} : { ports };
    case "conn":
      return none ? undefined : { ports, peers: true };
    case "top":
      return none ? {} : { ports, peers: true };
  }
}
