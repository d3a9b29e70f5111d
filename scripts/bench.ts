/**
 * What portik costs, side by side with what it cannot do without and with other programs:
 * `deno task bench [one-port] [scale] [peers] [mine] [free-ports] [--rounds N]`. Prints tables and judges nothing; times
 * depend on the machine, ratios much less.
 *
 * Needs Linux and `ss`; `peers` and `free-ports` need Node and npm, too. Every round runs the baseline right before what is
 * compared with it.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { freePorts } from "./bench/free_ports.ts";
import { mine } from "./bench/mine.ts";
import { onePort } from "./bench/one_port.ts";
import { peers } from "./bench/peers.ts";
import { scale } from "./bench/scale.ts";
import { wallTime } from "./measure.ts";

type Part = (folder: string, rounds: number) => Promise<void>;

const PARTS: Readonly<Record<string, Part>> = {
  "one-port": onePort,
  scale: (_folder, rounds) => scale(rounds),
  peers,
  mine,
  "free-ports": freePorts,
};

/** Says what is missing where this machine cannot be measured. */
async function whyNot(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "The bench needs Linux";
  try {
    await wallTime(["ss", "-V"]);
    return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return "The bench needs ss, from iproute2";
  }
}

/** The number after `--rounds`. Throws for anything that is none. */
function roundsOf(args: readonly string[]): number {
  const at = args.indexOf("--rounds");
  const rounds = at < 0 ? 15 : Number(args[at + 1]);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds needs a number from 1 up");
  return rounds;
}

if (import.meta.main) {
  const rounds = roundsOf(Deno.args);
  const missing = await whyNot();
  if (missing !== undefined) {
    console.error(missing);
    Deno.exit(1);
  }
  const named = Object.keys(PARTS).filter((name) => Deno.args.includes(name));
  const folder = await Deno.makeTempDir({ prefix: "portik-bench-" });
  try {
    for (const name of named.length > 0 ? named : Object.keys(PARTS)) {
      await PARTS[name]?.(folder, rounds);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
