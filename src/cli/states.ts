import { nearestWord } from "../model/near.ts";
import { Refusal } from "../model/refusal.ts";
import { isListener, type SocketState } from "../model/socket.ts";
import { parseList } from "./list_word.ts";

/** Every state, and what `ss`, `netstat`, `lsof` and Windows call it besides; letters and digits alone. */
const SPELLINGS: Readonly<Record<SocketState, readonly string[]>> = {
  LISTEN: ["LISTENING"],
  SYN_SENT: [],
  SYN_RECEIVED: ["SYNRECV", "SYNRCVD"],
  ESTABLISHED: ["ESTAB"],
  FIN_WAIT_1: [],
  FIN_WAIT_2: [],
  CLOSE_WAIT: [],
  CLOSING: [],
  LAST_ACK: [],
  TIME_WAIT: [],
  CLOSED: ["CLOSE"],
  UNCONN: ["UNCONNECTED"],
};

const NAMES = Object.keys(SPELLINGS) as SocketState[];

/** What a person may type for each state, as completions propose it. */
export const STATE_WORDS: readonly string[] = NAMES.map((name) => name.toLowerCase());

const BY_SPELLING: ReadonlyMap<string, SocketState> = new Map(
  NAMES.flatMap((name) => [name, ...SPELLINGS[name]].map((word) => [bare(word), name] as const)),
);

/**
 * Reads names of socket states, one or several between commas, as people and programs write them:
 * `ESTAB`, `time-wait`, `fin_wait1`, `Listening`. Throws a Refusal for a word that is none.
 */
export function parseStates(word: string): readonly SocketState[] {
  return [...new Set(parseList(word, "state").map(parseState))];
}

/** The same, for connections alone: who waits for clients has none yet. */
export function parseConnectionStates(word: string): readonly SocketState[] {
  const states = parseStates(word);
  const waiting = states.find((state) => isListener({ state }));
  if (waiting === undefined) return states;
  throw new Refusal("bad-state", `${waiting} is not a state of a connection`);
}

function parseState(word: string): SocketState {
  const state = BY_SPELLING.get(bare(word));
  if (state !== undefined) return state;
  const spelling = nearestWord(bare(word), [...BY_SPELLING.keys()]);
  const near = spelling === undefined ? undefined : BY_SPELLING.get(spelling);
  const question = near === undefined ? "" : `: did you mean ${near}?`;
  throw new Refusal("bad-state", `'${word}' is not a state of a socket${question}`, {
    hint: `States are ${NAMES.join(", ")}`,
  });
}

function bare(word: string): string {
  return word.toUpperCase().replace(/[\s_-]/g, "");
}
