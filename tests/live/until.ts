/** How long a scene may take to come about. Nothing waits that long unless something is broken. */
const DEADLINE = 20_000;

/** Waits until a condition holds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadline = DEADLINE,
): Promise<void> {
  for (const end = Date.now() + deadline; !await holds();) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The outcome of a promise, if it comes in time. */
export async function inTime<T>(
  what: string,
  promise: Promise<T>,
  deadline = DEADLINE,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited in vain for ${what}`)), deadline);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The state letter in `/proc/PID/stat`, or undefined when the process is gone. */
export function stateOf(pid: number): string | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(")") + 2)[0];
  } catch {
    return undefined;
  }
}

/** True when a process is gone, or a zombie that nobody collects: pid 1 of a container often does not. */
export function isDead(pid: number): boolean {
  const state = stateOf(pid);
  return state === undefined || state === "Z";
}
