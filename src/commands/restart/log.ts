import { type Host, isFailure } from "../../host/host.ts";
import { whyDistrust } from "../../host/trust.ts";
import { errnoWords } from "../../model/errno.ts";
import type { Stream } from "../../model/likeness.ts";
import { Refusal } from "../../model/refusal.ts";
import { stateFolder } from "../../store/paths.ts";

/**
 * The file for output that cannot go where it went: the one that a person has named, or a new one in
 * `logs` below portik's state. Makes the folder, not the file. Throws a Refusal where there is no place for
 * one.
 */
export function restartLog(
  host: Host,
  { port, named }: { readonly port: number; readonly named?: string | undefined },
): Stream {
  if (named !== undefined) return namedLog(host, named);
  const time = new Date(host.now()).toISOString().replace(/[-:]|\.\d+/g, "");
  return { path: `${logFolder(host)}/${port}-${time}.log`, opener: "portik" };
}

function logFolder(host: Host): string {
  const hint = "--log FILE names another place for its output";
  try {
    const folder = `${stateFolder(host)}/logs`;
    const failure = host.makeDir(folder);
    const why = failure ? errnoWords(failure.failed) : whyDistrust(host, folder);
    if (why === undefined) return folder;
    throw new Refusal("no-log", `portik keeps no log in ${folder}: ${why}`, { exit: 5, hint });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.code, error.message, { exit: error.exit, hint });
  }
}

/** Where a link, or somebody else who can write there, could lead root astray, the process opens the file. */
function namedLog(host: Host, named: string): Stream {
  const here = host.cwd();
  const path = named.startsWith("/") || isFailure(here) ? named : `${here}/${named}`;
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  const isSafe = host.realPath(folder) === folder && whyDistrust(host, folder) === undefined;
  return { path, opener: isSafe ? "portik" : "process" };
}
