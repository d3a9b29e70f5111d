/**
 * The name below `/dev` of a controlling terminal, from the number in `/proc/PID/stat`: the minor device
 * number in bits 31 to 20 and 7 to 0, the major one in bits 15 to 8 (`proc_pid_stat(5)`). Major 136 to 143
 * are pseudo-terminals, 4 are consoles and, from minor 64 on, serial lines (the kernel's devices.txt).
 * Undefined for 0, which is none, and for what has another name. Sample: 34816 gives `pts/0`.
 */
export function terminalOf(number: number): string | undefined {
  const major = (number >> 8) & 0xff;
  const minor = ((number >>> 20) << 8) | (number & 0xff);
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return undefined;
}
