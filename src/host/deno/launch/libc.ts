/** Numbers of Linux on x86-64 and arm64, the two that Deno runs on (`asm-generic/fcntl.h`, `signal.h`). */
export const LINUX = {
  /** `setpriority(2)`. */
  PRIO_PROCESS: 0,
  /** `prctl(2)`. */
  PR_SET_CHILD_SUBREAPER: 36,
  O_WRONLY: 1,
  O_RDONLY: 0,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_NOCTTY: 0o400,
  O_APPEND: 0o2000,
  O_NONBLOCK: 0o4000,
  /** 0o100000 on arm64. */
  O_NOFOLLOW: Deno.build.arch === "aarch64" ? 0o100000 : 0o400000,
  O_CLOEXEC: 0o2000000,
  F_DUPFD_CLOEXEC: 1030,
  F_SETFD: 2,
  F_SETFL: 4,
  FD_CLOEXEC: 1,
  X_OK: 1,
  SIGHUP: 1,
  SIG_SETMASK: 2,
} as const;

/** Errno numbers that starting a program may meet (`asm-generic/errno.h`, `errno(3)`). */
const ERRNO_NAMES: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  5: "EIO",
  6: "ENXIO",
  7: "E2BIG",
  8: "ENOEXEC",
  11: "EAGAIN",
  12: "ENOMEM",
  13: "EACCES",
  17: "EEXIST",
  20: "ENOTDIR",
  21: "EISDIR",
  22: "EINVAL",
  23: "ENFILE",
  24: "EMFILE",
  26: "ETXTBSY",
  28: "ENOSPC",
  30: "EROFS",
  36: "ENAMETOOLONG",
  40: "ELOOP",
};

/** A call to the C library that failed; its message is the errno name. */
export class LibcError extends Error {}

/** The calls that prepare a process and turn it into another program, as their manual pages have them. */
const SYMBOLS = {
  __errno_location: { parameters: [], result: "pointer" },
  access: { parameters: ["buffer", "i32"], result: "i32" },
  chdir: { parameters: ["buffer"], result: "i32" },
  dup2: { parameters: ["i32", "i32"], result: "i32" },
  execve: { parameters: ["buffer", "buffer", "buffer"], result: "i32" },
  fchown: { parameters: ["i32", "u32", "u32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  prctl: { parameters: ["i32", "usize"], result: "i32" },
  sched_setaffinity: { parameters: ["i32", "usize", "buffer"], result: "i32" },
  setgroups: { parameters: ["usize", "buffer"], result: "i32" },
  setpriority: { parameters: ["i32", "u32", "i32"], result: "i32" },
  setresgid: { parameters: ["u32", "u32", "u32"], result: "i32" },
  setresuid: { parameters: ["u32", "u32", "u32"], result: "i32" },
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  setsid: { parameters: [], result: "i32" },
  signal: { parameters: ["i32", "usize"], result: "pointer" },
  sigprocmask: { parameters: ["i32", "buffer", "pointer"], result: "i32" },
  umask: { parameters: ["u32"], result: "u32" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The C library of Linux, opened for these calls. */
export type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Opens it; glibc, because Deno knows no other. */
export function openLibc(): Libc {
  return Deno.dlopen("libc.so.6", SYMBOLS).symbols;
}

/** The answer of a call, or a LibcError where it is negative. Wrap the call itself: errno does not last. */
export function checked(libc: Libc, answer: number): number {
  if (answer >= 0) return answer;
  const place = libc.__errno_location();
  const errno = place === null ? 0 : new Deno.UnsafePointerView(place).getInt32();
  throw new LibcError(ERRNO_NAMES[errno] ?? `errno ${errno}`);
}

/** A string as C has it, in UTF-8 with a zero byte behind it. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

/** A list of strings as `execve(2)` takes it. The strings have to be kept as long as it is used. */
export function cStrings(
  texts: readonly string[],
): { readonly pointers: BigUint64Array<ArrayBuffer>; readonly kept: readonly Uint8Array[] } {
  const kept = texts.map(cString);
  const pointers = new BigUint64Array(kept.length + 1);
  kept.forEach((bytes, i) => {
    pointers[i] = BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
  });
  return { pointers, kept };
}
