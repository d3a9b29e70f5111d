import type { Likeness } from "../../../model/likeness.ts";
import { deadline } from "../../deadline.ts";
import { isFailure } from "../../host.ts";
import type { LaunchFailure, PreparedLaunch } from "../../launch.ts";
import { attempt } from "../errors.ts";
import { LAUNCH_WORD } from "./word.ts";
import { LINUX, openLibc } from "./libc.ts";

/** Most ms that the new process may take to stand ready, and then to become the program. */
const TIMEOUT = 20_000;

/** Argument list that starts this very portik again, with its permissions. */
export function portikItself(): readonly string[] {
  if (Deno.build.standalone) return [Deno.execPath()];
  return [
    Deno.execPath(),
    ..."run --quiet --no-prompt --cached-only -A".split(" "),
    Deno.mainModule,
  ];
}

/**
 * Prepares a process by its likeness: starts portik once more with a hidden word, and that process turns
 * itself into the program (`child.ts`). Nothing of `Deno.Command` could do it: it knows no umask, no
 * files for output, no groups, no `argv[0]`, and it passes on limits that Deno has raised for itself.
 */
export async function prepareLaunch(
  likeness: Likeness,
  self: readonly string[] = portikItself(),
): Promise<PreparedLaunch | LaunchFailure> {
  if (Deno.build.os !== "linux") return { failed: "ENOSYS", at: "start" };
  adoptOrphans();
  const [program = "", ...args] = [...self, LAUNCH_WORD];
  const child = attempt(() =>
    new Deno.Command(program, {
      args,
      // What somebody types at portik's terminal is not meant for it, from the first moment on.
      detached: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn()
  );
  if (isFailure(child)) return { ...child, at: "start" };
  const talk = new Talk(child);
  const answer = await talk.tell(JSON.stringify(likeness));
  if (answer !== "ready") {
    await talk.end();
    return failureOf(answer ?? "");
  }
  return {
    pid: child.pid,
    ended: child.status.then(({ code, signal }) => signal ?? code),
    async go() {
      const said = await talk.tell("go");
      // The start has closed the pipe: the program runs, or has run already.
      if (said === undefined) return undefined;
      await talk.end();
      return failureOf(said);
    },
    cancel: () => talk.end(),
  };
}

/**
 * Makes portik the parent of whatever its descendants leave behind (`prctl(2)`): a program that puts itself
 * into the background can be told from a stranger by its ancestry, for as long as portik runs.
 */
function adoptOrphans(): void {
  openLibc().prctl(LINUX.PR_SET_CHILD_SUBREAPER, 1n);
}

/** A conversation in lines with the new process, until it is the program. */
class Talk {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    this.#lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Says a line and hears the answer: undefined where there is none any more. */
  async tell(line: string): Promise<string | undefined> {
    const timer = deadline(TIMEOUT);
    const late = timer.over.then((how) => how === "timed-out" ? "ETIMEDOUT" : undefined);
    const answer = await Promise.race([this.#tell(line), late]);
    timer.cancel();
    return answer;
  }

  async #tell(line: string): Promise<string | undefined> {
    try {
      await this.#writer.write(new TextEncoder().encode(`${line}\n`));
    } catch (error) {
      // It has ended, and may have said why.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
    let text = "";
    for (;;) {
      const { value } = await this.#lines.read();
      if (value === undefined) return text === "" ? undefined : text;
      text += value;
      if (text.endsWith("\n")) return text.trimEnd();
    }
  }

  /** Ends the process, which is not the program yet, and lets go of the pipes. */
  async end(): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await Promise.allSettled([this.#writer.abort(), this.#lines.cancel()]);
  }
}

function failureOf(said: string): LaunchFailure {
  try {
    return JSON.parse(said);
  } catch {
    return { failed: said === "" ? "ECHILD" : said, at: "start" };
  }
}
