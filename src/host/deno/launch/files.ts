import type { Identity, Likeness, Stream } from "../../../model/likeness.ts";
import { part } from "./error.ts";
import { checked, cString, type Libc, LibcError, LINUX } from "./libc.ts";

const { O_APPEND, O_CLOEXEC, O_CREAT, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = LINUX;

/** No terminal becomes one's own, no link is followed, and nobody waits for the other end of a pipe. */
const CAREFUL = O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK;

/** Descriptors of the three standard streams to come. */
export interface Descriptors {
  readonly stdin: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** Opens what portik is to open with its own rights: either stream for output, both or none. */
export function openAsPortik(
  libc: Libc,
  { stdout, stderr, identity }: Likeness,
): Partial<Descriptors> {
  const open = (at: "stdout" | "stderr", { path, opener }: Stream) =>
    opener === "portik" ? { [at]: part(at, () => openOutput(libc, path, identity)) } : {};
  return { ...open("stdout", stdout), ...open("stderr", stderr) };
}

/** Opens the rest, with the rights that this process has by now. */
export function openAsProcess(
  libc: Libc,
  { stdin = "/dev/null", stdout, stderr }: Likeness,
  opened: Partial<Descriptors>,
): Descriptors {
  return {
    stdin: part("stdin", () => openThere(libc, stdin, LINUX.O_RDONLY)),
    stdout: opened.stdout ?? part("stdout", () => openOutput(libc, stdout.path)),
    stderr: opened.stderr ?? part("stderr", () => openOutput(libc, stderr.path)),
  };
}

/** Opens a file to append to; one that has to be made belongs to this user. */
function openOutput(libc: Libc, path: string, owner?: Identity): number {
  const flags = O_WRONLY | O_APPEND;
  try {
    const fd = checked(libc, libc.open(cString(path), flags | CAREFUL | O_CREAT | O_EXCL, 0o600));
    if (owner) checked(libc, libc.fchown(fd, owner.uid, owner.gid));
    return inNoHurry(libc, fd, flags);
  } catch (error) {
    if (!(error instanceof LibcError) || error.message !== "EEXIST") throw error;
    return openThere(libc, path, flags);
  }
}

function openThere(libc: Libc, path: string, flags: number): number {
  return inNoHurry(libc, checked(libc, libc.open(cString(path), flags | CAREFUL, 0)), flags);
}

/** Takes back O_NONBLOCK, which was meant for the opening alone. */
function inNoHurry(libc: Libc, fd: number, flags: number): number {
  checked(libc, libc.fcntl(fd, LINUX.F_SETFL, flags));
  return fd;
}
