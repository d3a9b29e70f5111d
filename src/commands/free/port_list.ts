import { parsePorts } from "../../model/ports.ts";
import { portsIn } from "../../model/question.ts";
import { Refusal } from "../../model/refusal.ts";

/** The ports to choose from, and how they were written. */
export interface PortList {
  readonly text: string;
  readonly ports: ReadonlySet<number>;
}

/**
 * Reads the ports of `--ports`, in the grammar of every command. Throws a Refusal for a word that makes no
 * sense, and for one with a protocol or an address, because there are flags for those.
 */
export function parseList(word: string): PortList {
  const requests = parsePorts(word);
  for (const { proto, host } of requests) {
    const flag = proto !== undefined ? `--proto ${proto}` : `--bind ${host}`;
    if (proto === undefined && host === undefined) continue;
    throw new Refusal("bad-port", `'${word}' names more than ports: use ${flag}`);
  }
  return { text: word, ports: portsIn(requests) };
}
