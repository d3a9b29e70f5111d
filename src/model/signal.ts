import { Refusal } from "./refusal.ts";

/** Signals that portik sends, as `signal(7)` names them. */
export type SignalName =
  | "SIGTERM"
  | "SIGKILL"
  | "SIGINT"
  | "SIGHUP"
  | "SIGQUIT"
  | "SIGUSR1"
  | "SIGUSR2"
  | "SIGSTOP"
  | "SIGCONT";

/** Those that a person may ask for, with their numbers on Linux and macOS where these agree. */
const ASKABLE: Readonly<Record<string, SignalName>> = {
  TERM: "SIGTERM",
  KILL: "SIGKILL",
  INT: "SIGINT",
  HUP: "SIGHUP",
  QUIT: "SIGQUIT",
  USR1: "SIGUSR1",
  USR2: "SIGUSR2",
  "1": "SIGHUP",
  "2": "SIGINT",
  "3": "SIGQUIT",
  "9": "SIGKILL",
  "15": "SIGTERM",
};

/** Signals that ask a process to end; who asks for another may not mean that. */
const ENDING: readonly SignalName[] = ["SIGTERM", "SIGINT", "SIGQUIT"];

/** Reads `TERM`, `SIGTERM`, `term` or `15`. Throws a Refusal for a word that is no signal to end a process by. */
export function parseSignal(word: string): SignalName {
  const name = word.toUpperCase().replace(/^SIG/, "");
  if (Object.hasOwn(ASKABLE, name)) return ASKABLE[name] ?? "SIGTERM";
  const stops = /^(?:STOP|TSTP|CONT)$/.test(name);
  throw new Refusal(
    "bad-signal",
    stops ? `'${word}' does not end a process` : `'${word}' is not a signal that portik can send`,
    { hint: "Use TERM, INT, QUIT, HUP, KILL, USR1 or USR2" },
  );
}

/** True where SIGKILL may follow when the process outlives the time it was given. */
export function escalates(signal: SignalName): boolean {
  return ENDING.includes(signal);
}
