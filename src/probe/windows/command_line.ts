/**
 * The arguments of a Windows command line, by the rules of `CommandLineToArgvW` (Microsoft's "Parsing C
 * command-line arguments", and Wine's `shell32`):
 *
 * - The program is what stands before the first blank, or between two quotes; nothing is an escape there.
 * - Elsewhere blanks and tabs part arguments, except between quotes.
 * - 2n backslashes before a quote are n backslashes, and the quote opens or closes; 2n+1 are n
 *   backslashes and a quote of the text; backslashes before anything else are themselves.
 * - Of several quotes in a row every third is one of the text: `"a""b"` is `a"b`.
 */
export function splitCommandLine(line: string): string[] {
  if (line === "") return [];
  const program = /^"([^"]*)"?|^([^ \t]*)/.exec(line);
  const argv = [program?.[1] ?? program?.[2] ?? ""];
  const rest = line.slice(program?.[0].length ?? 0).replace(/^[ \t]+/, "");
  if (rest === "") return argv;
  let argument = "";
  let quotes = 0;
  for (const [token, backslashes, row = ""] of rest.matchAll(/(\\*)("+)|\\+|[ \t]+|[^\\" \t]+/g)) {
    if (backslashes !== undefined) {
      const escaped = backslashes.length % 2 === 1;
      argument += "\\".repeat(backslashes.length >> 1) + (escaped ? '"' : "");
      for (let i = escaped ? 1 : 0; i < row.length; i++) {
        if (++quotes === 3) [argument, quotes] = [`${argument}"`, 0];
      }
      if (quotes === 2) quotes = 0;
    } else if (/^[ \t]/.test(token) && quotes === 0) {
      argv.push(argument);
      argument = "";
    } else argument += token;
  }
  // Blanks at the end of the line part it from nothing.
  return /[ \t]$/.test(rest) && quotes === 0 ? argv : [...argv, argument];
}
