/**
 * What portik costs, side by side with what it cannot do without: `deno task bench [--rounds N]`. Prints
 * tables and judges nothing; times depend on the machine, ratios much less.
 *
 * Needs Linux and `ss`. Every round runs the baseline right before what is compared with it, and a ratio
 * is the median over the rounds of one divided by the other.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { ssCommand } from "../src/probe/linux/ss.ts";
import { gatherCrowd } from "./crowd.ts";
import { type Argv, median, peakMemory, wallTime } from "./measure.ts";

/** What is measured, and how many times the baseline it may take. */
interface Subject {
  readonly name: string;
  readonly argv: Argv;
  readonly budget: string;
}

const MAIN = new URL("../main.ts", import.meta.url).pathname;
const CONNECTIONS = 10_000;

function deno(file: string, ...words: readonly string[]): string[] {
  return [Deno.execPath(), "run", "--quiet", "-A", file, ...words];
}

/** An empty script and `ss`, one after the other: nothing that looks at sockets from Deno costs less. */
async function baseline(empty: Argv): Promise<number> {
  return await wallTime(empty) + await wallTime(["ss", "-Hltnpe"]);
}

async function compare(subjects: readonly Subject[], empty: Argv, rounds: number): Promise<void> {
  const ratios = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const bases: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const { name, argv } of subjects) {
      const base = await baseline(empty);
      const time = await wallTime(argv);
      // The first round only fills caches.
      if (round === 0) continue;
      bases.push(base);
      times.get(name)?.push(time);
      ratios.get(name)?.push(time / base);
    }
  }
  console.log(`Baseline, an empty script and ss: ${median(bases).toFixed(1)} ms\n`);
  const rows = await Promise.all(subjects.map(async ({ name, argv, budget }) => [
    name,
    `${median(times.get(name) ?? []).toFixed(1)} ms`,
    median(ratios.get(name) ?? []).toFixed(2),
    budget,
    `${(await peakMemory(argv)).toFixed(0)} MB`,
    "55 MB",
  ]));
  print(["", "wall", "ratio", "budget", "peak", "budget"], rows);
}

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

/** One file of everything, or undefined where the bundler does not work, which it tells. */
async function bundle(folder: string): Promise<string | undefined> {
  const output = `${folder}/portik.js`;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--output", output, MAIN],
    stdout: "null",
  }).output();
  if (code === 0) return output;
  console.log(`No single file: ${new TextDecoder().decode(stderr).trim().split("\n")[0]}\n`);
  return undefined;
}

/** How much `who` and its own call of `ss` take, in turn. */
async function pairs(port: string, rounds: number): Promise<{ who: number; ss: number }[]> {
  const range = { first: Number(port), last: Number(port) };
  const found = [];
  for (let round = 0; round < rounds; round++) {
    found.push({
      ss: await wallTime(ssCommand({ ports: [range] })),
      who: await wallTime(deno(MAIN, "who", port)),
    });
  }
  return found;
}

/** Measures the quiet machine before and after, so that a machine that slows down tells on itself. */
async function growth(port: string, rounds: number): Promise<void> {
  const half = Math.ceil(rounds / 2);
  const before = await pairs(port, half);
  const crowded = await inCrowd(() => pairs(port, rounds));
  const quiet = [...before, ...await pairs(port, half)];
  const of = (key: "who" | "ss") => {
    const [from, to] = [quiet, crowded].map((all) => median(all.map((pair) => pair[key])));
    return { from: from ?? NaN, to: to ?? NaN, by: (to ?? NaN) - (from ?? NaN) };
  };
  const [who, ss] = [of("who"), of("ss")];
  console.log(`\nWith ${2 * CONNECTIONS} more sockets of other programs:\n`);
  const row = (
    name: string,
    { from, to, by }: typeof who,
    budget: string,
  ) => [name, ...[from, to, by].map((ms) => `${ms.toFixed(1)} ms`), budget];
  print(["", "quiet", "crowded", "grows by", "budget"], [
    row("ss, as who calls it", ss, ""),
    row("who PORT", who, `${(1.2 * ss.by).toFixed(1)} ms`),
  ]);
}

async function inCrowd<T>(work: () => Promise<T>): Promise<T> {
  await using _crowd = await gatherCrowd(CONNECTIONS);
  return await work();
}

function print(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0))
  );
  for (const row of [titles, ...rows]) {
    const [first = "", ...rest] = row;
    const cells = rest.map((cell, i) => cell.padStart(widths[i + 1] ?? 0));
    console.log([first.padEnd(widths[0] ?? 0), ...cells].join("  ").trimEnd());
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
  const folder = await Deno.makeTempDir({ prefix: "portik-bench-" });
  try {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = String((listener.addr as Deno.NetAddr).port);
    const empty = `${folder}/empty.ts`;
    await Deno.writeTextFile(empty, "");
    const bundled = await bundle(folder);
    const subjects = [
      { name: "who PORT", argv: deno(MAIN, "who", port), budget: "2.0, aim 1.6" },
      { name: "explain PORT", argv: deno(MAIN, "explain", port), budget: "2.8, aim 2.2" },
    ];
    if (bundled !== undefined) {
      const [who, explain] = ["who", "explain"].map((word) => deno(bundled, word, port));
      subjects.push({ name: "who PORT, one file", argv: who ?? [], budget: "1.7" });
      subjects.push({ name: "explain PORT, one file", argv: explain ?? [], budget: "2.3" });
    }
    await compare(subjects, deno(empty), rounds);
    await growth(port, rounds);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
