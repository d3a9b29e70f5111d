import { parsePorts } from "../model/ports.ts";
import type { StopTarget } from "../model/plan.ts";
import { Refusal } from "../model/refusal.ts";
import type { Words } from "./declaration.ts";
import { protosOf, type SharedFlags } from "./flags.ts";

/** The words of a command that stops something. */
export const STOP_WORDS: Words = {
  kind: "array",
  minimum: 1,
  parameter: {
    brief: "A port as everywhere, or pid:812, or name:node",
    parse: (word: string): string => word,
    placeholder: "port",
  },
};

/**
 * Reads `5432`, `3000-3010`, `53/udp`, `pid:812` or `name:node`. Throws a Refusal that names the bad word.
 */
export function stopTargets(
  words: readonly string[],
  flags: Pick<SharedFlags, "proto">,
): StopTarget[] {
  return words.flatMap((word): StopTarget[] => {
    const [, kind, rest = ""] = /^(pid|name):(.*)$/is.exec(word) ?? [];
    if (kind?.toLowerCase() === "pid") return [{ kind: "pid", pid: parsePid(rest, word) }];
    if (kind !== undefined) return [{ kind: "name", text: parseName(rest, word) }];
    return parsePorts(word).map(({ first, last, proto, host }) => ({
      kind: "ports",
      first,
      last,
      protos: proto ? [proto] : protosOf(flags),
      ...(host === undefined ? {} : { host }),
    }));
  });
}

/** At most what `pid_max` can be (`proc_sys_kernel(5)`), and what Windows has. */
function parsePid(text: string, word: string): number {
  const pid = Number(text);
  if (/^\d{1,10}$/.test(text) && pid >= 1 && pid <= 0xffff_ffff) return pid;
  throw new Refusal("bad-pid", `'${word}' names no process: a pid is a whole number from 1 on`, {
    hint: "Write it like pid:812",
  });
}

function parseName(text: string, word: string): string {
  if (text.trim() !== "") return text.trim();
  throw new Refusal("bad-name", `'${word}' names no process: the name is missing`, {
    hint: "Write it like name:node",
  });
}
