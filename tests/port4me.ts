/** One recorded run of port4me; `tests/recordings/port4me/README.md` tells how it is meant. */
export interface Port4meCase {
  readonly id: string;
  readonly mode: "list" | "single";
  readonly user: string | null;
  readonly tool: string | null;
  /** The tool was given as a bare word. */
  readonly tool_positional?: true;
  readonly options: Readonly<Record<string, string | number>>;
  readonly env: Readonly<Record<string, string>>;
  readonly expected: readonly number[];
}

/** What was recorded of port4me. */
export interface Port4meVectors {
  readonly hash: readonly { readonly string: string; readonly hash: number }[];
  readonly lcg: readonly { readonly seed: number; readonly next: readonly number[] }[];
  readonly long: readonly {
    readonly user: string;
    readonly n: number;
    readonly first: readonly number[];
    readonly last: readonly number[];
    readonly after: readonly number[];
    readonly sha256_of_ports_joined_by_newline_with_trailing_newline: string;
  }[];
  readonly cases: readonly Port4meCase[];
}

/** All of it. */
export const PORT4ME: Port4meVectors = JSON.parse(
  Deno.readTextFileSync(new URL("recordings/port4me/vectors.json", import.meta.url)),
);

/** The environment of a run. */
export function envOf({ env }: Port4meCase): Readonly<Record<string, string>> {
  return { USER: "tester", ...env };
}

/** The options of a run as a command line has them, `list` included. */
export function wordsOf({ user, tool, tool_positional, options }: Port4meCase): string[] {
  return [
    ...(user === null ? [] : [`--user=${user}`]),
    ...(tool === null ? [] : tool_positional ? [tool] : [`--tool=${tool}`]),
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
  ];
}
