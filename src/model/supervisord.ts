import { splitTitle } from "./command_words.ts";
import type { Process } from "./process.ts";

/** Where Debian keeps the configuration of supervisord. */
const USUAL = "/etc/supervisor/supervisord.conf";

/**
 * The configuration that a supervisord was started with (`supervisord(1)`: `-c FILE`, `--configuration
 * FILE`), by which `supervisorctl` finds it; without a word of it, the usual one.
 */
export function supervisordConfig(
  { argv, cwd }: Pick<Process, "argv" | "cwd">,
): string | undefined {
  const words = splitTitle(argv);
  const at = words.findIndex((word) => /^(?:-c|--configuration(?:=|$))/.test(word));
  const word = words[at];
  if (at < 0 || word === undefined) return USUAL;
  const file = /^(?:-c|--configuration=)(.+)$/.exec(word)?.[1] ?? words[at + 1];
  if (file === undefined || file.startsWith("/")) return file;
  return cwd === undefined ? undefined : `${cwd}/${file}`;
}
