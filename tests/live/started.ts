import { inTime } from "./until.ts";
import { program, type RunChoices } from "./program.ts";

/** A program that runs; it is killed on dispose. */
export class Started implements AsyncDisposable {
  readonly pid: number;
  readonly ended: Promise<Deno.CommandStatus>;
  /** What it has printed so far. */
  stdout = "";
  stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<unknown>;
  #changed = Promise.withResolvers<void>();

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.pid = child.pid;
    this.ended = child.status;
    this.#read = Promise.all([
      this.#take(child.stdout, "stdout"),
      this.#take(child.stderr, "stderr"),
    ]);
  }

  /** Starts any program. Its input is a pipe that stays open until `close`. */
  static start([command = "", ...args]: readonly string[], choices: RunChoices = {}): Started {
    const { env = {}, cwd } = choices;
    return new Started(
      new Deno.Command(command, {
        args,
        env: { NO_COLOR: "", XDG_CONFIG_HOME: "/nonexistent", ...env },
        ...(cwd === undefined ? {} : { cwd }),
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
  }

  /** Starts portik. */
  static portik(args: readonly string[], choices: RunChoices = {}): Started {
    return Started.start([...program(), ...args], choices);
  }

  /** Waits until something is printed, and returns what the expression found. */
  async says(
    stream: "stdout" | "stderr",
    what: RegExp,
    deadline?: number,
  ): Promise<RegExpExecArray> {
    for (;;) {
      const found = what.exec(this[stream]);
      if (found) return found;
      const over = this.#read.then(() => "over");
      const news = Promise.race([this.#changed.promise, over]);
      const how = await inTime(`${what} on ${stream}`, news, deadline);
      if (how === "over" && !what.test(this[stream])) {
        throw new Error(`It ended without ${what}: ${this.stdout}${this.stderr}`);
      }
    }
  }

  /** Sends it a signal. */
  signal(name: Deno.Signal): void {
    this.#child.kill(name);
  }

  /** Writes a line to its input, which stays open. */
  async say(line: string): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(`${line}\n`));
    writer.releaseLock();
  }

  /** Writes to its input, and ends that. */
  async write(text: string): Promise<void> {
    const writer = this.#child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  }

  /** Its exit code, with all that it has printed. */
  async code(): Promise<number> {
    const { code } = await inTime("the end of a program", this.ended);
    await inTime("the end of its output", this.#read);
    return code;
  }

  async #take(stream: ReadableStream<Uint8Array>, name: "stdout" | "stderr"): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      this[name] += decoder.decode(bytes, { stream: true });
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    }
  }

  /** Kills it and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await this.ended;
    // Its own children may have its pipes, so that nobody waits for their end.
    await Promise.allSettled([this.#child.stdin.close()]);
  }
}

/** A state folder of a test's own, as the environment of portik. */
export async function stateEnv(): Promise<
  AsyncDisposable & { readonly path: string; readonly env: Readonly<Record<string, string>> }
> {
  const path = await Deno.makeTempDir({ prefix: "portik-" });
  return {
    path,
    env: { XDG_STATE_HOME: path },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
