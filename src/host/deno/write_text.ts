import { type Failure, isFailure } from "../host.ts";
import { attempt, failureOf } from "./errors.ts";

/** Writes a file as `Host.writeText` promises. */
export function writeText(
  path: string,
  text: string,
  options: { fresh?: boolean } = {},
): Failure | undefined {
  if (options.fresh) {
    return failureOf(
      attempt(() => Deno.writeTextFileSync(path, text, { createNew: true, mode: 0o600 })),
    );
  }
  const there = attempt(() => Deno.statSync(path));
  if (isFailure(there) && there.failed !== "ENOENT") return there;
  // A device or a pipe is written to; renaming a file over /dev/null would take it from everyone.
  if (!isFailure(there) && !there.isFile) {
    return failureOf(attempt(() => Deno.writeTextFileSync(path, text, { create: false })));
  }
  const target = isFailure(there) ? path : attempt(() => Deno.realPathSync(path));
  return isFailure(target) ? target : replaceFile(target, text);
}

function replaceFile(path: string, text: string): Failure | undefined {
  // Beside the file, and not named after it: its name may be as long as names can be.
  const draft = `${path.slice(0, path.lastIndexOf("/") + 1)}.${crypto.randomUUID()}.tmp`;
  const written = attempt(() => {
    using file = Deno.openSync(draft, { write: true, createNew: true, mode: 0o600 });
    writeFully(file, new TextEncoder().encode(text));
    file.syncSync();
    Deno.renameSync(draft, path);
  });
  if (isFailure(written)) attempt(() => Deno.removeSync(draft));
  return failureOf(written);
}

function writeFully(to: Deno.FsFile, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(to.writeSync(rest));
}
