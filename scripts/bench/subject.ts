// deno-lint-ignore-file no-console -- a script talks to whoever runs it
import { type Argv, median, peakMemory, wallTime } from "../measure.ts";

/** What is measured, and what it may cost. */
export interface Subject {
  readonly name: string;
  readonly argv: Argv;
  /** How many times the baseline it may take, in words. */
  readonly budget: string;
  /** Most memory, in MB. */
  readonly memory: number;
}

/** The program, by its file. */
export const MAIN: string = new URL("../../main.ts", import.meta.url).pathname;

/** The argument list by which Deno runs a file, without asking for anything. */
export function deno(file: string, ...words: readonly string[]): string[] {
  return [Deno.execPath(), "run", "--quiet", "-A", file, ...words];
}

/** One file of everything, or undefined where the bundler does not work, which it tells. */
export async function bundle(folder: string): Promise<string | undefined> {
  const output = `${folder}/portik.js`;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--minify", "--output", output, MAIN],
    stdout: "null",
  }).output();
  if (code === 0) return output;
  console.log(`No single file: ${new TextDecoder().decode(stderr).trim().split("\n")[0]}\n`);
  return undefined;
}

/**
 * Runs every subject right after its baseline, round after round, and prints medians; a ratio is the
 * median over the rounds of one divided by the other.
 */
export async function compare(
  subjects: readonly Subject[],
  { title, baseline, rounds }: {
    readonly title: string;
    readonly baseline: () => Promise<number>;
    readonly rounds: number;
  },
): Promise<void> {
  const ratios = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  const bases: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const { name, argv } of subjects) {
      const base = await baseline();
      const time = await wallTime(argv);
      // The first round only fills caches.
      if (round === 0) continue;
      bases.push(base);
      times.get(name)?.push(time);
      ratios.get(name)?.push(time / base);
    }
  }
  console.log(`\n${title}: ${ms(median(bases))}\n`);
  const rows = [];
  for (const { name, argv, budget, memory } of subjects) {
    rows.push([
      name,
      ms(median(times.get(name) ?? [])),
      median(ratios.get(name) ?? []).toFixed(2),
      budget,
      `${(await peakMemory(argv)).toFixed(0)} MB`,
      `${memory} MB`,
    ]);
  }
  print(["", "wall", "ratio", "budget", "peak", "budget"], rows);
}

/** A time for people. */
export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}

/** Prints a table, the first column to the left and all others to the right. */
export function print(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0))
  );
  for (const row of [titles, ...rows]) {
    const [first = "", ...rest] = row;
    const cells = rest.map((cell, i) => cell.padStart(widths[i + 1] ?? 0));
    console.log([first.padEnd(widths[0] ?? 0), ...cells].join("  ").trimEnd());
  }
}
