import type { SocketState } from "../model/socket.ts";

/**
 * State words of `lsof` and of `netstat` on Linux (net-tools, `statistics.c` and `lib/`), macOS
 * (`netinet/tcp_fsm.h`) and Windows in English, where they differ from those of RFC 9293.
 */
const WORDS: ReadonlyMap<string, SocketState> = new Map([
  ["LISTENING", "LISTEN"],
  ["SYN_RECV", "SYN_RECEIVED"],
  ["SYN_RCVD", "SYN_RECEIVED"],
  ["FIN_WAIT1", "FIN_WAIT_1"],
  ["FIN_WAIT2", "FIN_WAIT_2"],
  ["CLOSE", "CLOSED"],
  ["DELETE_TCB", "CLOSED"],
]);

const STATES: ReadonlySet<string> = new Set<SocketState>([
  "LISTEN",
  "SYN_SENT",
  "SYN_RECEIVED",
  "ESTABLISHED",
  "FIN_WAIT_1",
  "FIN_WAIT_2",
  "CLOSE_WAIT",
  "CLOSING",
  "LAST_ACK",
  "TIME_WAIT",
  "CLOSED",
]);

/** The TCP state that a word of a program stands for, or undefined. */
export function tcpState(word: string): SocketState | undefined {
  return WORDS.get(word) ?? (STATES.has(word) ? word as SocketState : undefined);
}
