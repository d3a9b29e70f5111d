import { isFailure } from "../../host/host.ts";
import type { Stream } from "../../model/likeness.ts";
import type { Traits } from "./traits.ts";

/** Where output goes that cannot go where it went. */
export interface LogChoice {
  /** The file, which may not be there yet; asked for only where it is needed. */
  readonly log: Stream;
  /** A person has named it: then all output goes there. */
  readonly logWanted: boolean;
}

/** The two streams for output, and in half sentences what became of them. */
export function outputsOf(
  traits: Pick<Traits, "streams" | "kinds">,
  choice: LogChoice,
): { readonly stdout: Stream; readonly stderr: Stream; readonly changes: readonly string[] } {
  const kept = [keptStream(traits, 1, choice), keptStream(traits, 2, choice)] as const;
  const [stdout, stderr] = [kept[0] ?? choice.log, kept[1] ?? choice.log];
  const moved = kept.flatMap((one, i) => one === undefined ? [i + 1] : []);
  if (moved[0] === undefined) return { stdout, stderr, changes: [] };
  const verb = moved[0] === 2 ? "its errors go" : "its output goes";
  const was = choice.logWanted ? "" : `, because ${whatWas(traits.streams[moved[0]])}`;
  return { stdout, stderr, changes: [`${verb} to ${choice.log.path}${was}`] };
}

/** Where a stream goes on as before; undefined where it cannot, or is not to. */
function keptStream(
  { streams, kinds }: Pick<Traits, "streams" | "kinds">,
  which: 1 | 2,
  { logWanted }: LogChoice,
): Stream | undefined {
  if (logWanted) return undefined;
  const link = streams[which];
  // Closed when it was started, or by itself since.
  if (isFailure(link)) return { path: "/dev/null", opener: "process" };
  return kinds[which] === "other" ? undefined : { path: link, opener: "process" };
}

function whatWas(link: Traits["streams"][number] | undefined): string {
  if (typeof link !== "string") return "it was closed";
  if (/^\/dev\/(?:pts\/|tty|console)/.test(link)) return "it went to a terminal";
  if (link.startsWith("socket:")) return "it went to a socket";
  if (link.endsWith(" (deleted)")) return "its file was deleted";
  return link.startsWith("pipe:") ? "it went to a pipe" : `it went to ${link}`;
}
