/**
 * As servers say it: Node, Go, Rust, Python, Java and C by the words of the operating system (`errno(3)`),
 * Windows by its own (WSAEADDRINUSE), and Vite, Django, Flask, Spring and others about a port.
 */
const IN_USE =
  /EADDRINUSE|\b(?:address|port)\b[^\n]{0,40}\bin use\b|already running on port|only one usage of each socket address/i;

/** Whether a program that ended says that it could not have its address or port. */
export function saysInUse(said: string): boolean {
  return IN_USE.test(said);
}
