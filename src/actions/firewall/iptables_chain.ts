import type { PortBlock } from "./port_block.ts";
import { parseTag } from "./tag.ts";

/** A line for `iptables-restore(8)`, and the one that takes it back. */
export interface Line {
  readonly run: string;
  readonly undo: string;
}

/** Answers to connections that this machine has opened itself come to one of its ports, too. */
const REPLIES = "-m conntrack --ctdir REPLY -j RETURN";

/** A rule as it is printed behind its chain, to add or to delete. */
export interface ChainRule {
  readonly rule: string;
  readonly block: PortBlock;
}

/** Portik's chain in one family of IP, as `iptables -S` prints it. */
export interface Chain {
  readonly exists: boolean;
  /** It lets answers pass. */
  readonly passesReplies: boolean;
  /** Its blocks: `-A PORTIK … -m comment --comment "portik …" -j REJECT`. */
  readonly rules: readonly ChainRule[];
  /** Somebody else has put rules into it. */
  readonly foreign: boolean;
  /** The ways into it. */
  readonly jumps: readonly string[];
  /** Docker's chain for rules of others, before all that it accepts itself, is there. */
  readonly docker: boolean;
}

/** Reads what `iptables -S` prints. */
export function parseChain(text: string): Chain {
  const lines = text.split("\n");
  const all = lines.flatMap((line) => /^-A PORTIK (.*)$/.exec(line)?.[1] ?? []);
  const rules = all.flatMap((rule): ChainRule[] => {
    const block = parseTag(/--comment "([^"]*)"/.exec(rule)?.[1] ?? "");
    return block ? [{ rule, block }] : [];
  });
  const passesReplies = all.includes(REPLIES);
  return {
    exists: lines.includes("-N PORTIK"),
    passesReplies,
    rules,
    foreign: all.length > rules.length + (passesReplies ? 1 : 0),
    jumps: lines.flatMap((line) => /^-A (\S+ (?:.* )?-j PORTIK)$/.exec(line)?.[1] ?? []),
    docker: lines.includes("-N DOCKER-USER"),
  };
}

/** Where somebody has taken away the way into the chain, its rules do nothing. */
export function isInForce({ jumps }: Chain): boolean {
  return jumps.includes(INPUT);
}

const INPUT = "INPUT -j PORTIK";
const forwarded = (chain: string) => `${chain} -m conntrack --ctstate DNAT -j PORTIK`;

/** What makes the chain, and the ways into it, as far as they are not there. */
export function setUp(chain: Chain): Line[] {
  const wanted = [INPUT, forwarded(chain.docker ? "DOCKER-USER" : "FORWARD")];
  return [
    ...(chain.exists ? [] : [CHAIN]),
    ...(chain.passesReplies ? [] : [PASSING]),
    ...wanted.filter((jump) => !chain.jumps.includes(jump)).map(jumping),
  ];
}

/** What takes the chain away once its blocks are gone, unless others use it. */
export function takeDown(chain: Chain): Line[] {
  if (chain.foreign) return [];
  const made = [CHAIN, ...(chain.passesReplies ? [PASSING] : []), ...chain.jumps.map(jumping)];
  return made.toReversed().map(reverse);
}

const CHAIN: Line = { run: "-N PORTIK", undo: "-X PORTIK" };
const PASSING: Line = { run: `-I PORTIK 1 ${REPLIES}`, undo: `-D PORTIK ${REPLIES}` };

/** Before all others. */
function jumping(jump: string): Line {
  return { run: `-I ${jump.replace(" ", " 1 ")}`, undo: `-D ${jump}` };
}

/** A rule of portik's more. */
export function added(rule: string): Line {
  return { run: `-A PORTIK ${rule}`, undo: `-D PORTIK ${rule}` };
}

/** What takes it away, and so is taken back by adding it. */
export function reverse({ run, undo }: Line): Line {
  return { run: undo, undo: run };
}
