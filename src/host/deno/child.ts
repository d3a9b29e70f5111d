import type { Child, ChildOptions, Ended, SignalCatch } from "../child.ts";
import { deadline } from "../deadline.ts";
import { type Failure, isFailure } from "../host.ts";
import type { SignalName } from "../../model/signal.ts";
import { attempt } from "./errors.ts";
import { inForeground } from "./foreground.ts";

/** Starts a program on portik's own stage, by way of Deno. */
export function accompany(
  argv: readonly string[],
  { env, hear }: ChildOptions,
): Child | Failure {
  const [program = "", ...args] = argv;
  const child = attempt(() =>
    new Deno.Command(program, {
      args,
      env,
      stdin: "inherit",
      stdout: "inherit",
      stderr: hear ? "piped" : "inherit",
    }).spawn()
  );
  if (isFailure(child)) return child;
  const heard = hear ? passOn(child.stderr, hear) : Promise.resolve();
  return {
    pid: child.pid,
    ended: endOf(child, heard),
    signal: (name) => signal(child, name),
  };
}

/** Deno knows when it has collected a child, whose pid may be another's from then on. */
function signal(child: Deno.ChildProcess, name: SignalName): void {
  try {
    child.kill(name);
  } catch (error) {
    const ended = error instanceof TypeError || error instanceof Deno.errors.NotFound;
    // A program with the set-user-ID bit may not be signalled by whoever started it (`kill(2)`).
    if (!ended && !(error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}

/** How long after the end of a child its last words are waited for, in ms: others may have its pipe, too. */
const LAST_WORDS = 200;

async function endOf(child: Deno.ChildProcess, heard: Promise<void>): Promise<Ended> {
  const { code, signal } = await child.status;
  await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, LAST_WORDS))]);
  // Deno, too, makes 128+n of signal n.
  return signal === null ? { code } : { signal: code - 128 };
}

/** How long to wait for a stream that is full, in ms. */
const PAUSE = 5;

/** Writes on what comes, byte by byte as it came, and shows it as text. */
async function passOn(
  stream: ReadableStream<Uint8Array>,
  hear: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    hear(decoder.decode(bytes, { stream: true }));
    for (let rest = bytes; rest.length > 0;) {
      const written = attempt(() => Deno.stderr.writeSync(rest));
      if (!isFailure(written)) rest = rest.subarray(written);
      // Whoever shares the stream may have made it non-blocking, and is slow to read.
      else if (written.failed === "EAGAIN") await deadline(PAUSE).over;
      // Nobody reads it any more, which is no reason to keep the child waiting.
      else break;
    }
  }
}

const PASSED_ON = ["SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGINT", "SIGQUIT"] as const;

/** Catches signals by way of Deno. */
export function catchSignals(passOn: (signal: SignalName) => void): SignalCatch {
  const signals = Deno.build.os === "windows" ? ["SIGINT"] as const : PASSED_ON;
  const listeners = signals.map((signal) => {
    const fromKeyboard = signal === "SIGINT" || signal === "SIGQUIT";
    const listener = () => {
      // The terminal has sent it to the whole foreground, and the child would get it twice.
      if (fromKeyboard && (Deno.build.os === "windows" || inForeground())) return;
      passOn(signal);
    };
    Deno.addSignalListener(signal, listener);
    return [signal, listener] as const;
  });
  return {
    release() {
      for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
    },
  };
}
