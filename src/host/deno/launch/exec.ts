import type { Likeness } from "../../../model/likeness.ts";
import { checked, cString, cStrings, type Libc, LINUX } from "./libc.ts";
import { LaunchError, part } from "./error.ts";
import type { Descriptors } from "./files.ts";
import { setLimits } from "./rights.ts";

/** SIG_DFL and SIG_IGN are the addresses 0 and 1 (`signal(2)`). */
const [DEFAULT, IGNORE] = [0n, 1n] as const;

/** The highest number of a signal (`signal(7)`). */
const LAST_SIGNAL = 64;

/**
 * Turns this process into the program, and so never returns. Where that fails, it says so on a copy of
 * standard output that the program would not have got, and ends.
 */
export function becomeProgram(libc: Libc, likeness: Likeness, streams: Descriptors): void {
  const { exe, argv, env, umask, limits = [], ignoresHangup = false } = likeness;
  const report = checked(libc, libc.fcntl(1, LINUX.F_DUPFD_CLOEXEC, 3));
  try {
    part("start", () => setStreams(libc, streams));
    libc.umask(umask);
    resetSignals(libc, ignoresHangup);
    const [words, variables] = [cStrings(argv), cStrings(env)];
    part("limits", () => setLimits(libc, limits));
    part("exe", () => {
      checked(libc, libc.execve(cString(exe), words.pointers, variables.pointers));
      // The strings behind the pointers must live until here.
      return [words.kept, variables.kept];
    });
  } catch (error) {
    const failure = error instanceof LaunchError
      ? { failed: error.failed, at: error.at }
      : { failed: String(error), at: "start" };
    const line = new TextEncoder().encode(`${JSON.stringify(failure)}\n`);
    libc.write(report, line, BigInt(line.length));
    Deno.exit(127);
  }
}

/** The three standard streams; every other descriptor, also one that portik inherited, ends with the start. */
function setStreams(libc: Libc, { stdin, stdout, stderr }: Descriptors): void {
  [stdin, stdout, stderr].forEach((fd, place) => checked(libc, libc.dup2(fd, place)));
  for (const { name } of Deno.readDirSync("/proc/self/fd")) {
    // The one by which this folder was read is closed by now.
    if (Number(name) > 2) libc.fcntl(Number(name), LINUX.F_SETFD, LINUX.FD_CLOEXEC);
  }
}

/** As a shell starts a program: every signal has its default effect, and none is blocked. */
function resetSignals(libc: Libc, ignoresHangup: boolean): void {
  for (let signal = 1; signal <= LAST_SIGNAL; signal++) {
    libc.signal(signal, ignoresHangup && signal === LINUX.SIGHUP ? IGNORE : DEFAULT);
  }
  libc.sigprocmask(LINUX.SIG_SETMASK, new BigUint64Array(16), null);
}
