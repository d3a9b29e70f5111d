import { program, type PublicProgram } from "./program.ts";
import { NOBODY } from "./public_copy.ts";
import { inTime, until } from "./until.ts";

/** A portik that runs. It dies on dispose. */
export class Running implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #ended: Promise<unknown>;
  /** Everything it has printed so far. */
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], { as }: { readonly as?: PublicProgram } = {}) {
    const [command = "", ...words] = as?.argv ?? program();
    this.#child = new Deno.Command(command, {
      args: [...words, ...args],
      env: { XDG_CONFIG_HOME: "/nonexistent", NO_COLOR: "", ...as?.env },
      ...{ stdin: "null", stdout: "piped", stderr: "piped" },
      ...(as ? { uid: NOBODY, gid: NOBODY } : {}),
    }).spawn();
    this.#ended = Promise.all([this.#read("stdout"), this.#read("stderr")]);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Sends it a signal. */
  signal(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async #read(stream: "stdout" | "stderr"): Promise<void> {
    for await (const chunk of this.#child[stream].pipeThrough(new TextDecoderStream())) {
      this[stream] += chunk;
    }
  }

  /** Waits until it has printed something like this, and returns the match. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    let found: RegExpExecArray | null = null;
    await until(
      `${pattern} in: ${this.stdout}`,
      () => (found = pattern.exec(this.stdout)) !== null,
    );
    if (found === null) throw new Error("There was no match after all");
    return found;
  }

  /** Sends a signal, if one is given, waits for the end, and returns the exit code. */
  async end(signal?: Deno.Signal): Promise<number> {
    if (signal) this.#child.kill(signal);
    const { code } = await inTime("the end of portik", this.#child.status);
    await this.#ended;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await this.#ended;
  }
}
