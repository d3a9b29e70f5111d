import { defined } from "../../model/defined.ts";
import { errnoWords } from "../../model/errno.ts";
import { Refusal } from "../../model/refusal.ts";
import type { Proto } from "../../model/socket.ts";
import type { Platform } from "../../model/snapshot.ts";
import { deadline } from "../deadline.ts";
import {
  type Failure,
  type FileStat,
  type Host,
  isFailure,
  type Ran,
  type RunOptions,
} from "../host.ts";
import { attempt, errnoOf, failureOf } from "./errors.ts";

/** The real world, by way of Deno. No folder in src but this one names it, but for the rule sandbox. */
export const denoHost: Host = {
  os: Deno.build.os as Platform,
  pid: Deno.pid,
  // Asked for late: the rule sandbox loads this file without the permission to know.
  get uid() {
    return Deno.build.os === "windows" ? undefined : Deno.uid() ?? undefined;
  },
  recorded: false,
  now: () => Date.now(),
  env: (name) => Deno.env.get(name),
  run,
  readText: (path) => attempt(() => Deno.readTextFileSync(path)),
  readLink: (path) => attempt(() => Deno.readLinkSync(path)),
  readDir: (path) => attempt(() => [...Deno.readDirSync(path)].map((entry) => entry.name)),
  stat: (path) => attempt(() => fileStat(Deno.lstatSync(path))),
  realPath: (path) => attempt(() => Deno.realPathSync(path)),
  tryBind,
  writeText,
  makeDir: (path) =>
    failureOf(attempt(() => Deno.mkdirSync(path, { recursive: true, mode: 0o700 }))),
  print,
  hands: async () => (await import("./hands.ts")).denoHands,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  stopped,
  outputClosed,
  get self() {
    if (Deno.build.standalone) return [Deno.execPath()];
    // Without a configuration all modules are read at the start, for which no permission is needed.
    const flags = ["--quiet", "--no-prompt", "--no-config", "--cached-only", CHILD_HEAP];
    return [Deno.execPath(), "run", ...flags, Deno.mainModule];
  },
  get terminal() {
    return { out: Deno.stdout.isTerminal(), err: Deno.stderr.isTerminal() };
  },
  columns() {
    return Deno.stdout.isTerminal() ? Deno.consoleSize().columns : undefined;
  },
};

/** A rule that allocates without end is stopped in MB, not in GB; a compiled program takes no flags. */
const CHILD_HEAP = "--v8-flags=--max-old-space-size=192";

function fileStat(info: Deno.FileInfo): FileStat {
  const type = info.isSymlink
    ? "link"
    : info.isFile
    ? "file"
    : info.isDirectory
    ? "directory"
    : "other" as const;
  return defined({
    type,
    size: info.size,
    mode: (info.mode ?? 0) & 0o7777,
    uid: info.uid ?? undefined,
    inode: info.ino ?? undefined,
  });
}

async function run(argv: readonly string[], options: RunOptions): Promise<Ran | Failure> {
  const [program = "", ...args] = argv;
  const child = attempt(() =>
    new Deno.Command(program, {
      args,
      env: { LC_ALL: "C" },
      stdin: options.stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn()
  );
  if (isFailure(child)) return child;
  const stopped = Promise.withResolvers<Failure>();
  const stop = (failed: string) => {
    kill(child);
    stopped.resolve({ failed });
  };
  const timer = deadline(options.timeout);
  timer.over.then((how) => how === "timed-out" && stop("ETIMEDOUT"));
  const work = options.maxBytes === undefined && options.stdin === undefined
    ? readWhole(child)
    : converse(child, options, { tooMuch: () => stop("EMSGSIZE"), stopped: stopped.promise });
  // A grandchild may hold the pipes open when the child is dead, so the deadline waits for nobody.
  const answer = await Promise.race([work, stopped.promise]);
  timer.cancel();
  return answer;
}

/** Ends a child at once, and lets go of its pipes: a grandchild that holds them keeps nobody waiting. */
function kill(child: Deno.ChildProcess): void {
  try {
    attempt(() => child.kill("SIGKILL"));
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError)) throw error;
  }
  child.unref();
}

/** Takes all that a child prints; faster than `converse` by a third of a child's whole cost. */
async function readWhole(child: Deno.ChildProcess): Promise<Ran> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Feeds a child and reads what it prints, up to a limit. */
async function converse(
  child: Deno.ChildProcess,
  { stdin, maxBytes = Infinity }: RunOptions,
  ends: { readonly tooMuch: () => void; readonly stopped: Promise<unknown> },
): Promise<Ran> {
  const out = new Collector(child.stdout, maxBytes, ends.tooMuch);
  const err = new Collector(child.stderr, maxBytes, ends.tooMuch);
  ends.stopped.then(() => Promise.all([out.cancel(), err.cancel()]));
  const fed = stdin === undefined ? undefined : feed(child.stdin, stdin);
  const [status, stdout, stderr] = await Promise.all([child.status, out.text, err.text, fed]);
  return { code: status.code, stdout, stderr };
}

/** Reads a stream to its end, or to `most` bytes. */
class Collector {
  readonly text: Promise<string>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(stream: ReadableStream<Uint8Array>, most: number, tooMuch: () => void) {
    this.#reader = stream.getReader();
    this.text = this.#read(most, tooMuch);
  }

  async #read(most: number, tooMuch: () => void): Promise<string> {
    const decoder = new TextDecoder();
    let text = "";
    for (let bytes = 0;;) {
      const { value } = await this.#reader.read();
      if (value === undefined) return text + decoder.decode();
      bytes += value.length;
      if (bytes > most) {
        tooMuch();
        return text;
      }
      text += decoder.decode(value, { stream: true });
    }
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel();
  }
}

/** Writes all of `text` to a child that may well close its end first. */
async function feed(stdin: WritableStream<Uint8Array>, text: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** `Deno.listen` sets SO_REUSEADDR on Unix, as nearly every server does (`socket(7)`). */
function tryBind(proto: Proto, address: string, port: number): Promise<string> {
  if (proto === "udp") return tryBindUdp(address, port);
  const listener = attempt(() => Deno.listen({ hostname: address, port }));
  if (isFailure(listener)) return Promise.resolve(listener.failed);
  listener.close();
  return Promise.resolve("ok");
}

/** Deno's own datagram sockets are unstable, so UDP goes by `node:dgram`, loaded only here. */
async function tryBindUdp(address: string, port: number): Promise<string> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  return await new Promise((resolve) => {
    const answer = (outcome: string) => socket.close(() => resolve(outcome));
    socket.once("error", (error) => answer(errnoOf(error)));
    socket.bind({ address, port, exclusive: true }, () => answer("ok"));
  });
}

function writeText(
  path: string,
  text: string,
  options: { fresh?: boolean } = {},
): Failure | undefined {
  if (options.fresh) {
    return failureOf(
      attempt(() => Deno.writeTextFileSync(path, text, { createNew: true, mode: 0o600 })),
    );
  }
  const there = attempt(() => Deno.statSync(path));
  if (isFailure(there) && there.failed !== "ENOENT") return there;
  // A device or a pipe is written to; renaming a file over /dev/null would take it from everyone.
  if (!isFailure(there) && !there.isFile) {
    return failureOf(attempt(() => Deno.writeTextFileSync(path, text, { create: false })));
  }
  const target = isFailure(there) ? path : attempt(() => Deno.realPathSync(path));
  return isFailure(target) ? target : replaceFile(target, text);
}

function replaceFile(path: string, text: string): Failure | undefined {
  // Beside the file, and not named after it: its name may be as long as names can be.
  const draft = `${path.slice(0, path.lastIndexOf("/") + 1)}.${crypto.randomUUID()}.tmp`;
  const written = attempt(() => {
    using file = Deno.openSync(draft, { write: true, createNew: true, mode: 0o600 });
    writeFully(file, new TextEncoder().encode(text));
    file.syncSync();
    Deno.renameSync(draft, path);
  });
  if (isFailure(written)) attempt(() => Deno.removeSync(draft));
  return failureOf(written);
}

interface Sink {
  writeSync(bytes: Uint8Array): number;
}

function writeFully(to: Sink, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(to.writeSync(rest));
}

/** What a full pipe takes whole or not at all (`_POSIX_PIPE_BUF`). */
const PIECE = 512;

/**
 * Writes to a stream that somebody who shares it may have made non-blocking. Rust's standard output keeps
 * what does not end a line, and a failure to pass that on must not have it written twice.
 */
function writePatiently(to: Sink, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    let most = Math.min(done + PIECE, bytes.length);
    // Consoles want whole characters: the bytes after the first of one are 10xxxxxx.
    while (((bytes[most] ?? 0) & 0xc0) === 0x80) most--;
    const newline = bytes.lastIndexOf(10, most - 1) + 1;
    const end = newline > done ? newline : most;
    let piece = bytes.subarray(done, end);
    while (isFull(() => to.writeSync(piece))) {
      if (end !== newline && to === Deno.stdout) piece = new Uint8Array();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
    done = end;
  }
}

function isFull(write: () => unknown): boolean {
  try {
    write();
    return false;
  } catch (error) {
    if (error instanceof Deno.errors.WouldBlock) return true;
    throw error;
  }
}

function print(stream: "out" | "err", text: string): void {
  const to = stream === "out" ? Deno.stdout : Deno.stderr;
  const written = attempt(() => writePatiently(to, new TextEncoder().encode(text)));
  // `portik list | head` closes the pipe early and means no harm.
  if (!isFailure(written) || written.failed === "EPIPE" || stream === "err") return;
  throw new Refusal(
    "cannot-print",
    `Cannot write to standard output: ${errnoWords(written.failed)}`,
    { exit: 5 },
  );
}

/** Windows ends a process without a signal, unless somebody presses Ctrl-C. */
function stopped(): Promise<void> {
  const signals = Deno.build.os === "windows"
    ? ["SIGINT"] as const
    : ["SIGINT", "SIGTERM"] as const;
  return new Promise((resolve) => {
    for (const signal of signals) Deno.addSignalListener(signal, () => resolve());
  });
}

/** Where `poll` is; other systems cannot tell. */
const LIBC: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
};

/**
 * Asks `poll(2)`, because a pipe that nobody reads shows only when it is written to, and who follows a quiet
 * port may have nothing to write for days. A `struct pollfd` is an int and two shorts: descriptor, events
 * and answers, of which POLLERR, POLLHUP and POLLNVAL are 8, 16 and 32.
 */
function outputClosed(): boolean {
  const library = LIBC[Deno.build.os];
  if (library === undefined) return false;
  const pollfd = new Int16Array([1, 0, 4, 0]);
  try {
    const libc = Deno.dlopen(library, {
      poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
    });
    libc.symbols.poll(pollfd, 1n, 0);
    libc.close();
  } catch (error) {
    // A libc of another name, or no permission: then nobody can tell.
    if (error instanceof Error) return false;
    throw error;
  }
  return ((pollfd[3] ?? 0) & (8 | 16 | 32)) !== 0;
}
