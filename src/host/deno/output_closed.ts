/** Where `poll` is; other systems cannot tell. */
const LIBC: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
};

/**
 * Asks `poll(2)`, because a pipe that nobody reads shows only when it is written to, and who follows a quiet
 * port may have nothing to write for days. A `struct pollfd` is an int and two shorts: descriptor, events
 * and answers, of which POLLERR, POLLHUP and POLLNVAL are 8, 16 and 32.
 */
export function outputClosed(): boolean {
  const library = LIBC[Deno.build.os];
  if (library === undefined) return false;
  const pollfd = new Int16Array([1, 0, 4, 0]);
  try {
    const libc = Deno.dlopen(library, {
      poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
    });
    libc.symbols.poll(pollfd, 1n, 0);
    libc.close();
  } catch (error) {
    // A libc of another name, or no permission: then nobody can tell.
    if (error instanceof Error) return false;
    throw error;
  }
  return ((pollfd[3] ?? 0) & (8 | 16 | 32)) !== 0;
}
