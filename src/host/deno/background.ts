import type { Background, BackgroundOptions } from "../background.ts";
import { deadline } from "../deadline.ts";
import { type Failure, isFailure } from "../host.ts";
import { attempt } from "./errors.ts";
import { portikItself } from "./launch/mod.ts";

/** Starts portik in the background, by way of Deno. */
export async function startBackground(
  words: readonly string[],
  { env, timeout }: BackgroundOptions,
): Promise<Background | Failure> {
  const [program = "", ...args] = [...portikItself(), ...words];
  const child = attempt(() =>
    new Deno.Command(program, {
      args,
      env,
      ...(Deno.build.os === "windows" ? {} : { cwd: "/" }),
      detached: true,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn()
  );
  if (isFailure(child)) return child;
  const line = await inTime(firstLine(child.stdout), timeout);
  if (line === undefined) {
    await kill(child);
    return { failed: "ETIMEDOUT" };
  }
  ifAlive(() => child.unref());
  return {
    pid: child.pid,
    line,
    async end() {
      ifAlive(() => child.ref());
      return (await inTime(child.status, timeout) ?? await kill(child)).code;
    },
  };
}

/** What comes of a piece of work; undefined where it takes too long. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const timer = deadline(ms);
  try {
    return await Promise.race([work, timer.over.then(() => undefined)]);
  } finally {
    timer.cancel();
  }
}

async function kill(child: Deno.ChildProcess): Promise<Deno.CommandStatus> {
  ifAlive(() => child.kill("SIGKILL"));
  return await child.status;
}

/** Does something about a child, unless it has ended by itself. */
function ifAlive(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Deno.errors.BadResource)) throw error;
  }
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  for (let text = "";;) {
    const { value } = await reader.read();
    text += decoder.decode(value, { stream: value !== undefined });
    const end = text.indexOf("\n");
    if (end < 0 && value !== undefined) continue;
    // Nothing more is read, and whoever would write more must not wait for a reader.
    await reader.cancel();
    return end < 0 ? text : text.slice(0, end);
  }
}
