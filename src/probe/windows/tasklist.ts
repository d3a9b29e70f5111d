/**
 * Reads the output of `tasklist /FO CSV /NH`: names by pid. Nothing else of a row matters, and the last
 * column is spelt differently in every language.
 *
 * ```
 * "System Idle Process","0","Services","0","8 K"
 * "node.exe","8120","Console","1","48.044 K"
 * ```
 */
export function parseTasklist(output: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const line of output.split("\n")) {
    const [, name, pid] = /^"([^"]*)","(\d+)",/.exec(line) ?? [];
    if (name !== undefined) names.set(Number(pid), name);
  }
  return names;
}
