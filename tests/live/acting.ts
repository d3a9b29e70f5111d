import type { Question } from "../../src/model/question.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Socket } from "../../src/model/socket.ts";
import type { LookOptions, Missing } from "../../src/probe/probe.ts";
import type { Opened, ProbeName, Step } from "./actor.ts";
import type { Netns } from "./netns.ts";
import { freePort, type SocketSpec } from "./open.ts";
import { HERE, makePublicCopy, NOBODY } from "./public_copy.ts";
import { inTime, isDead, stateOf, until } from "./until.ts";

/** A socket to make, by default on a free port. */
export type SomeSocket = Omit<SocketSpec, "port"> & { readonly port?: number };

/** How to start an actor. */
export interface ActorOptions {
  /** Arguments after the program, which mean nothing to it. */
  readonly args?: readonly string[];
  /** Whom it runs as; only root may ask. */
  readonly as?: "nobody";
  /** The network namespace that it runs in. */
  readonly netns?: Netns;
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that does as it is told (`actor.ts`). It dies on dispose, and with its parent. */
export class Actor implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #answers: AsyncGenerator<string>;
  readonly #rest: AsyncDisposableStack;
  readonly #forked: number[] = [];

  private constructor(child: Deno.ChildProcess, rest: AsyncDisposableStack) {
    this.#child = child;
    this.#stdin = child.stdin.getWriter();
    this.#answers = linesOf(child.stdout);
    this.#rest = rest;
  }

  /** Starts an actor and waits until it listens to its input. */
  static async start(options: ActorOptions = {}): Promise<Actor> {
    await using started = new AsyncDisposableStack();
    const uid = options.as === "nobody" ? NOBODY : undefined;
    const home = uid !== undefined ? started.use(await makePublicCopy()) : HERE;
    const program = [home.deno, ...DENO_ARGS, `${home.root}/tests/live/actor.ts`];
    const argv = [...program, ...options.args ?? []];
    // Only root may enter a namespace, so there the user changes after that.
    const [command = "", ...args] = options.netns?.command(argv, uid) ?? argv;
    const identity = options.netns || uid === undefined ? {} : { uid, gid: uid };
    const child = new Deno.Command(command, {
      args,
      env: { ...home.env, ...options.env },
      cwd: home.root,
      ...identity,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const actor = new Actor(child, started.move());
    try {
      await actor.#answer();
      return actor;
    } catch (error) {
      await actor[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Has a step done; where the step fails, so does this, with the `code` of the error. */
  async tell<T = null>(step: Step): Promise<T> {
    await this.#stdin.write(new TextEncoder().encode(`${JSON.stringify(step)}\n`));
    return await this.#answer() as T;
  }

  /** Makes a socket; without a port, on one that is free, or for a client on one of the kernel's. */
  open(socket: SomeSocket): Promise<Opened> {
    const port = socket.port ?? (socket.connectTo ? 0 : freePort());
    return this.tell({ do: "open", socket: { ...socket, port } });
  }

  /** Starts children that inherit every socket; returns their pids. */
  async fork(count: number): Promise<number[]> {
    const pids = await this.tell<number[]>({ do: "fork", count });
    this.#forked.push(...pids);
    return pids;
  }

  /** Asks one socket probe as this process, with its rights and in its namespaces. */
  probe(probe: ProbeName, question: Question): Promise<Socket[] | Missing> {
    return this.tell({ do: "probe", probe, question });
  }

  /** Looks at the machine as this process. */
  look(question: Question, options?: LookOptions): Promise<Snapshot> {
    return this.tell({ do: "look", question, ...(options ? { options } : {}) });
  }

  /** Sends a signal and waits until the process is in this state (a letter of `proc_pid_stat(5)`). */
  async signal(signal: Deno.Signal, state: string): Promise<void> {
    this.#child.kill(signal);
    await until(`process ${this.pid} is in state ${state}`, () => stateOf(this.pid) === state);
  }

  async #answer(): Promise<unknown> {
    const { value: line } = await inTime("an answer of the actor", this.#answers.next());
    if (typeof line !== "string") throw new Error("The actor ended before it answered");
    const answer = JSON.parse(line);
    if ("error" in answer) throw Object.assign(new Error(answer.error), { code: answer.code });
    return answer.ok;
  }

  /** Kills it, with its children, and waits until they are dead. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await Promise.allSettled([this.#stdin.abort(), this.#answers.return(undefined)]);
    await until("the children are dead", () => this.#forked.every(isDead));
    await this.#rest.disposeAsync();
  }
}

const DENO_ARGS = ["run", "--quiet", "--no-prompt", "--no-config", "--no-lock", "-A"];

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let text = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    yield* lines;
  }
}
