import type { Hands } from "../src/host/hands.ts";
import type { Failure, Host, Sight, StopSignal } from "../src/host/host.ts";
import { onPaper, type Paper } from "./probe/paper.ts";

/** What a host on paper has besides the answers of its machine. */
export interface FakeChoices extends Paper {
  /** Files that commands may read, by the path as it is given. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of a terminal; left out: standard output is none. */
  readonly columns?: number;
  /** The machine, where it is not one on paper. */
  readonly sight?: Partial<Sight>;
  readonly self?: readonly string[];
  /** Left out: `/home/me`. */
  readonly cwd?: string;
  readonly uid?: number;
  /** Resolves when somebody asks the program to end, by SIGINT unless it says so; left out: nobody does. */
  readonly stopped?: Promise<StopSignal | void>;
  /** Left out: somebody reads standard output. */
  readonly outputClosed?: () => boolean;
  /** Called instead of every wait, with its ms; left out: waits take no time. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** What commands that act can do; left out: nothing. */
  readonly hands?: Partial<Hands>;
  /** What comes of every attempt to write a file. */
  readonly writeFailure?: Failure;
}

/** A host that consists of answers, and keeps what is printed and written. */
export interface FakeHost extends Host {
  /** What was printed to standard output since it was last taken. */
  taken(): string;
  /** The same of standard error. */
  complaints(): string;
  /** Files that were written, by path. */
  readonly written: ReadonlyMap<string, string>;
}

/** Hands that may not do anything. */
const NO_HANDS: Hands = {
  servers: {
    listenTcp: () => Promise.resolve({ failed: "EPERM" }),
    listenUdp: () => Promise.resolve({ failed: "EPERM" }),
    connect: () => Promise.resolve({ failed: "EPERM" }),
  },
  signal: () => ({ failed: "EPERM" }),
  ask: () => Promise.resolve(undefined),
  moveDatabase: () => ({ failed: "EPERM" }),
  startBackground: () => Promise.resolve({ failed: "EPERM" }),
  accompany: () => ({ failed: "EPERM" }),
  catchSignals: () => ({ release: () => {} }),
  openDatabase: () => Promise.resolve({ failed: "EPERM" }),
  hold: () => Promise.resolve({ failed: "EPERM" }),
  prepareLaunch: () => Promise.resolve({ failed: "EPERM", at: "start" }),
};

/** Makes one: a quiet Linux machine unless the choices say otherwise. */
export function fakeHost(choices: FakeChoices = {}): FakeHost {
  const { files = {}, columns, sight = {}, self = ["/usr/bin/portik"], uid = 1000 } = choices;
  const machine: Sight = { ...onPaper(choices), ...sight };
  const printed = { out: "", err: "" };
  const written = new Map<string, string>();
  const take = (stream: "out" | "err") => {
    const text = printed[stream];
    printed[stream] = "";
    return text;
  };
  return {
    ...machine,
    uid,
    self,
    written,
    readText: (path) => files[path] ?? machine.readText(path),
    cwd: () => choices.cwd ?? "/home/me",
    realPath: (path) => path,
    writeText(path, text, options) {
      if (choices.writeFailure) return choices.writeFailure;
      if (options?.fresh && written.has(path)) return { failed: "EEXIST" };
      written.set(path, text);
    },
    makeDir: () => choices.writeFailure,
    hands: () => Promise.resolve({ ...NO_HANDS, ...choices.hands }),
    sleep: choices.sleep ?? (() => Promise.resolve()),
    stopped: async () => await (choices.stopped ?? new Promise<void>(() => {})) ?? "SIGINT",
    outputClosed: choices.outputClosed ?? (() => false),
    print: (stream, text) => void (printed[stream] += text),
    terminal: { out: false, err: false },
    columns: () => columns,
    taken: () => take("out"),
    complaints: () => take("err"),
  };
}
