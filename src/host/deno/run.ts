import { deadline } from "../deadline.ts";
import { type Failure, isFailure, type Ran, type RunOptions } from "../host.ts";
import { attempt } from "./errors.ts";

/** Runs a program as `Sight.run` promises. */
export async function run(argv: readonly string[], options: RunOptions): Promise<Ran | Failure> {
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
  unlessEnded(() => attempt(() => child.kill("SIGKILL")));
  unlessEnded(() => child.unref());
}

/** A child that has ended by itself cannot be killed any more, nor let go of when nothing holds its pipes. */
function unlessEnded(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Deno.errors.BadResource)) throw error;
  }
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
    // A stream that is closed already, because the child has ended, answers with a TypeError.
    if (!(error instanceof Deno.errors.BrokenPipe || error instanceof TypeError)) throw error;
  }
}
