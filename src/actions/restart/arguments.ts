/** What is wrong with a list that the kernel keeps for a process: it is not what the process was started with. */
export type Altered = "title" | "bytes" | "empty";

/**
 * Reads `/proc/PID/cmdline` (`proc_pid_cmdline(5)`) as the argument list that the program was started with:
 * each argument ends in a NUL byte, empty ones included. `exe` is its program.
 *
 * - `title`: the program has written a title of its own there (`setproctitle(3)`), as nginx and redis do. It
 *   is one word with blanks that is no path, it leaves a row of NULs behind it, or it is all that an
 *   interpreter was told.
 * - `bytes`: it holds what is no UTF-8, which portik cannot pass on unchanged.
 * - `empty`: there is none.
 */
export function argumentsOf(cmdline: string, exe: string): readonly string[] | Altered {
  if (cmdline.replaceAll("\0", "") === "") return "empty";
  if (cmdline.includes("\ufffd")) return "bytes";
  if (!cmdline.endsWith("\0") || /\0{5,}$/.test(cmdline)) return "title";
  const argv = cmdline.slice(0, -1).split("\0");
  const [first = ""] = argv;
  const plain = argv.slice(1).every((word) => word === "");
  return plain && (isTitle(first, exe) || INTERPRETER.test(exe)) ? "title" : argv;
}

/** Programs that serve nobody without a script: alone, `my-app` can only be a title (`process.title`). */
const INTERPRETER = /\/(?:node|nodejs|bun|deno|java|(?:python|pypy|ruby|perl|php)[\d.]*)$/;

/** `nginx: master process /usr/sbin/nginx`, `redis-server *:6379`; not `/opt/My App/server`. */
function isTitle(first: string, exe: string): boolean {
  const blank = first.indexOf(" ");
  if (blank < 0) return false;
  return !first.startsWith("/") && !exe.endsWith(`/${first.split("/").at(-1)}`);
}

/**
 * Reads `/proc/PID/environ` (`proc_pid_environ(5)`): the environment that the program was started with,
 * `NAME=value` in its order. A title that was longer than the arguments has spilled into it (`title`).
 */
export function environmentOf(environ: string): readonly string[] | Exclude<Altered, "empty"> {
  if (environ === "") return [];
  if (environ.includes("\ufffd")) return "bytes";
  const entries = environ.replace(/\0$/, "").split("\0");
  return entries.every((entry) => entry.indexOf("=") > 0) ? entries : "title";
}
