/**
 * A process for a scene: `deno run -A actor.ts …`. Each line of its standard input is one `Step` in
 * JSON; it answers each with one line of JSON, and ends when the input does. Whatever arguments it
 * gets mean nothing to it, so a scene can give it any.
 */
import { denoHost } from "../../src/host/deno/mod.ts";
import type { Question } from "../../src/model/question.ts";
import type { LookOptions } from "../../src/probe/probe.ts";
import * as libc from "./libc.ts";
import { open, type SocketSpec } from "./open.ts";

/** What an actor can be told to do. */
export type Step =
  | { readonly do: "open"; readonly socket: SocketSpec }
  | { readonly do: "accept" | "shutdownWrite" | "close"; readonly fd: number }
  | { readonly do: "fork"; readonly count: number }
  | { readonly do: "rename"; readonly name: string }
  | { readonly do: "retitle"; readonly title: string }
  | { readonly do: "exitThread" }
  | { readonly do: "probe"; readonly probe: ProbeName; readonly question: Question }
  | { readonly do: "look"; readonly question: Question; readonly options?: LookOptions };

/** The socket probes that an actor can ask. */
export type ProbeName = "ss" | "/proc/net";

/** A socket that an actor has made. */
export interface Opened {
  readonly fd: number;
  readonly port: number;
}

const OPTIONS = { probeTimeout: 10_000 };

async function perform(step: Step): Promise<unknown> {
  switch (step.do) {
    case "open":
      return opened(open(step.socket));
    case "accept":
      return opened(libc.accept(step.fd));
    case "shutdownWrite":
      return libc.shutdownWrite(step.fd);
    case "close":
      return libc.close(step.fd);
    case "fork":
      return await fork(step.count);
    case "rename":
      return libc.setThreadName(step.name);
    case "retitle":
      return retitle(step.title);
    case "exitThread":
      return void setTimeout(libc.exitThread, 0);
    case "probe":
      return await probe(step.probe, step.question);
    case "look": {
      const { look } = await import("../../src/probe/mod.ts");
      return await look(denoHost, step.question, step.options ?? OPTIONS);
    }
  }
}

function opened(fd: number): Opened {
  return { fd, port: libc.localPort(fd) };
}

/** Starts actors that inherit every socket of this one, and waits until they run. */
async function fork(count: number): Promise<number[]> {
  const children = Array.from({ length: count }, () =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "-A", Deno.mainModule],
      stdin: "piped",
      stdout: "piped",
    }).spawn());
  // The first byte is the greeting.
  await Promise.all(children.map((child) => child.stdout.getReader().read()));
  return children.map(({ pid }) => pid);
}

/**
 * Overwrites the memory behind `/proc/self/cmdline`, as servers do that show their state in `ps`
 * (fields `arg_start` and `arg_end` of `proc_pid_stat(5)`).
 */
function retitle(title: string): void {
  const stat = Deno.readTextFileSync("/proc/self/stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [start, end] = [Number(fields[45]), Number(fields[46])];
  const memory = new Uint8Array(end - start);
  new TextEncoder().encodeInto(title, memory.subarray(0, memory.length - 1));
  using file = Deno.openSync("/proc/self/mem", { write: true });
  file.seekSync(start, Deno.SeekMode.Start);
  file.writeSync(memory);
}

async function probe(name: ProbeName, question: Question): Promise<unknown> {
  const { ss } = await import("../../src/probe/linux/ss.ts");
  const { procNet } = await import("../../src/probe/linux/proc_net.ts");
  return await (name === "ss" ? ss : procNet).read(denoHost, question, OPTIONS);
}

function say(answer: unknown): void {
  denoHost.print("out", `${JSON.stringify(answer)}\n`);
}

if (import.meta.main) {
  libc.dieWithParent();
  say({ ok: "ready" });
  let text = "";
  for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      try {
        say({ ok: await perform(JSON.parse(line)) ?? null });
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        say({ error: error.message, code: (error as { code?: unknown }).code });
      }
    }
  }
  // The children of a fork hold pipes to this process, which would keep it alive.
  Deno.exit(0);
}
