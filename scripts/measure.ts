/** A program by its argument list. */
export type Argv = readonly string[];

/** Runs the program to its end and returns how long that took, in ms. */
export async function wallTime(argv: Argv): Promise<number> {
  const [program = "", ...args] = argv;
  const start = performance.now();
  const { code, stderr } = await new Deno.Command(program, { args, stdout: "null" }).output();
  const time = performance.now() - start;
  if (code !== 0) {
    throw new Error(`${argv.join(" ")} exited with ${code}: ${new TextDecoder().decode(stderr)}`);
  }
  return time;
}

/** The most memory that the program itself had at once, in MB: by `time` where there is one. */
export async function peakMemory(argv: Argv): Promise<number> {
  const time = "/usr/bin/time";
  const kilobytes = exists(time) ? await askTime(time, argv) : await pollPeak(argv);
  return kilobytes / 1024;
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

async function askTime(time: string, argv: Argv): Promise<number> {
  const args = ["-f", "%M", ...argv];
  const { stderr } = await new Deno.Command(time, { args, stdout: "null" }).output();
  return Number(new TextDecoder().decode(stderr).trim().split("\n").at(-1));
}

/** Reads VmHWM of `proc_pid_status(5)` as often as it can until the program is gone. */
async function pollPeak([program = "", ...args]: Argv): Promise<number> {
  const child = new Deno.Command(program, { args, stdout: "null", stderr: "null" }).spawn();
  let peak = 0;
  let running = true;
  child.status.then(() => running = false);
  while (running) {
    try {
      const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0));
    } catch (error) {
      // Gone between two looks.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return peak;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
