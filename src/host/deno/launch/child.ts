import type { Likeness } from "../../../model/likeness.ts";
import type { LaunchFailure } from "../../launch.ts";
import { checked, cString, type Libc, LINUX, openLibc } from "./libc.ts";
import { becomeProgram } from "./exec.ts";
import { type Descriptors, openAsPortik, openAsProcess } from "./files.ts";
import { changeIdentity, raiseHardLimits, setPlace } from "./rights.ts";
import { LaunchError, part } from "./error.ts";

/**
 * The other half of `launch.ts`: this process becomes the one that it reads about on standard input. It says
 * `ready` when nothing is left to do but to start the program, waits for the word to go, and is that program.
 * What fails is one line of JSON on standard output; no line means that the program runs, because its start
 * closes the pipe. Where standard input ends instead, portik is gone or has changed its mind, and so does this.
 *
 * One process does all of it: each setting is made by the process that will have it, nothing is forked that
 * has threads, and no helper program is needed.
 */
export function launchChild(): never {
  const lines = linesOfStdin();
  try {
    const likeness: Likeness = JSON.parse(lines.next().value ?? "");
    const libc = openLibc();
    const streams = prepare(libc, likeness);
    say("ready");
    if (lines.next().value === "go") becomeProgram(libc, likeness, streams);
  } catch (error) {
    say(JSON.stringify(failureOf(error)));
  }
  Deno.exit(127);
}

/** Does all that can fail for a reason outside of this process, and opens the standard streams. */
function prepare(libc: Libc, likeness: Likeness): Descriptors {
  const { identity, cwd, exe, limits = [] } = likeness;
  // It leads a session by now where Deno has made one for it; then this does nothing.
  libc.setsid();
  raiseHardLimits(libc, limits);
  part("limits", () => setPlace(libc, likeness));
  const opened = openAsPortik(libc, likeness);
  if (identity) part("identity", () => changeIdentity(libc, identity));
  // Not before: root must not be led, by a link, to where the user of the process may not go.
  part("cwd", () => checked(libc, libc.chdir(cString(cwd))));
  part("exe", () => checked(libc, libc.access(cString(exe), LINUX.X_OK)));
  return openAsProcess(libc, likeness, opened);
}

function failureOf(error: unknown): LaunchFailure {
  if (error instanceof LaunchError) return { failed: error.failed, at: error.at };
  return { failed: String(error), at: "start" };
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function* linesOfStdin(): Generator<string> {
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(64 * 1024);
  for (let text = "";;) {
    const end = text.indexOf("\n");
    if (end >= 0) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
      continue;
    }
    const size = Deno.stdin.readSync(chunk);
    if (size === null) return;
    text += decoder.decode(chunk.subarray(0, size), { stream: true });
  }
}
