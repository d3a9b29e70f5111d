/** Where the calls are; other systems have no such terminals. */
const LIBC: Readonly<Record<string, string>> = {
  linux: "libc.so.6",
  darwin: "libSystem.dylib",
};

/**
 * True where portik belongs to the foreground of a terminal, so that what is typed there (Ctrl-C) reaches
 * its children as well: `tcgetpgrp(3)` of one of the standard streams is portik's own group.
 */
export function inForeground(): boolean {
  const library = LIBC[Deno.build.os];
  if (library === undefined) return false;
  try {
    const libc = Deno.dlopen(library, {
      getpgrp: { parameters: [], result: "i32" },
      tcgetpgrp: { parameters: ["i32"], result: "i32" },
    });
    const group = libc.symbols.getpgrp();
    const is = [0, 1, 2].some((fd) => libc.symbols.tcgetpgrp(fd) === group);
    libc.close();
    return is;
  } catch (error) {
    // A libc of another name: then nobody can tell.
    if (error instanceof Error) return false;
    throw error;
  }
}
