import { type Host, isFailure } from "../../host/host.ts";
import type { Likeness } from "../../model/likeness.ts";

/** Most that is read from the end of one file, in bytes, and most lines that are told. */
const BYTES = 4096;
const LINES = 10;

/** Deadline of the program that reads it, in ms. */
const DEADLINE = 2000;

/** What it takes to read the end of a file. */
export type TailHost = Pick<Host, "run" | "stat">;

/** Remembers how long the files for output are now; the answer tells the last lines written since. */
export function watchOutput(
  host: TailHost,
  likenesses: readonly Pick<Likeness, "stdout" | "stderr">[],
): () => Promise<readonly string[]> {
  const paths = new Set(likenesses.flatMap(({ stdout, stderr }) => [stdout.path, stderr.path]));
  const before = new Map([...paths].map((path) => [path, sizeOf(host, path)]));
  return async () => {
    const lines: string[] = [];
    for (const [path, size] of before) {
      // `tail` takes what is at the end of a file of any size; a shorter file has been cut.
      const grown = sizeOf(host, path) - size;
      if (grown > 0) lines.push(...await endOf(host, path, Math.min(grown, BYTES)));
    }
    return lines.slice(-LINES);
  };
}

function sizeOf(host: TailHost, path: string): number {
  const stat = host.stat(path);
  return isFailure(stat) || stat.type !== "file" ? 0 : stat.size;
}

async function endOf(host: TailHost, path: string, bytes: number): Promise<string[]> {
  const ran = await host.run(["tail", "-c", String(bytes), "--", path], { timeout: DEADLINE });
  if (isFailure(ran) || ran.code !== 0) return [];
  return ran.stdout.split("\n").filter((line) => line.trim() !== "").slice(-LINES);
}
