import { errnoWords } from "../../model/errno.ts";
import { Refusal } from "../../model/refusal.ts";
import { isFailure } from "../host.ts";
import { attempt } from "./errors.ts";

/** What a full pipe takes whole or not at all (`_POSIX_PIPE_BUF`). */
const PIECE = 512;

/**
 * Writes to a stream that somebody who shares it may have made non-blocking. Rust's standard output keeps
 * what does not end a line, and a failure to pass that on must not have it written twice.
 */
function writePatiently(to: typeof Deno.stdout, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    let most = Math.min(done + PIECE, bytes.length);
    // Consoles want whole characters: the bytes after the first of one are 10xxxxxx.
    while (((bytes[most] ?? 0) & 0xc0) === 0x80) most--;
    const newline = bytes.lastIndexOf(10, most - 1) + 1;
    const end = newline > done ? newline : most;
    let piece = bytes.subarray(done, end);
    while (isFull(() => to.writeSync(piece))) {
      if (end !== newline && to === Deno.stdout) piece = new Uint8Array();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
    done = end;
  }
}

function isFull(write: () => unknown): boolean {
  try {
    write();
    return false;
  } catch (error) {
    if (error instanceof Deno.errors.WouldBlock) return true;
    throw error;
  }
}

/** Writes to a standard stream as `Host.print` promises. */
export function print(stream: "out" | "err", text: string): void {
  const to = stream === "out" ? Deno.stdout : Deno.stderr;
  const written = attempt(() => writePatiently(to, new TextEncoder().encode(text)));
  // `portik list | head` closes the pipe early and means no harm.
  if (!isFailure(written) || written.failed === "EPIPE" || stream === "err") return;
  throw new Refusal(
    "cannot-print",
    `Cannot write to standard output: ${errnoWords(written.failed)}`,
    { exit: 5 },
  );
}
