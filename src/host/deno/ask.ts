/** Longest answer that is read, in bytes: as much as a terminal hands out at once (`termios(3)`). */
const MOST = 4096;

/**
 * Shows a text on standard error and reads one line from the terminal. Undefined where standard input or
 * standard error is no terminal.
 */
export async function ask(text: string): Promise<string | undefined> {
  if (!Deno.stdin.isTerminal() || !Deno.stderr.isTerminal()) return undefined;
  for (let rest = new TextEncoder().encode(text); rest.length > 0;) {
    rest = rest.subarray(Deno.stderr.writeSync(rest));
  }
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(MOST);
  let line = "";
  while (!line.includes("\n") && line.length < MOST) {
    const read = await Deno.stdin.read(buffer);
    // The end of the input, by Ctrl-D, leaves the cursor behind the question.
    if (read === null) {
      Deno.stderr.writeSync(new TextEncoder().encode("\n"));
      break;
    }
    line += decoder.decode(buffer.subarray(0, read), { stream: true });
  }
  return line.split("\n")[0]?.replace(/\r$/, "") ?? "";
}
