/**
 * Builds `dist/portik`, one executable without anything beside it: `deno task compile`. More words go to
 * `deno compile`, such as `--target aarch64-apple-darwin`.
 *
 * @module
 */
// deno-lint-ignore-file no-console -- a script talks to whoever runs it

/** Where the executable goes, from the root of the project. */
const OUTPUT = "dist/portik";

/** The words of `deno compile`: every permission, and of the packages only those that portik loads. */
export function compileWords(more: readonly string[]): string[] {
  const words = ["--quiet", "--no-prompt", "-A", "--exclude-unused-npm", "--output", OUTPUT];
  return ["compile", ...words, ...more, "main.ts"];
}

/** Why it failed, where there is something to say that Deno does not. */
export function whyFailed(stderr: string): string | undefined {
  // `deno compile` puts the program behind a runtime of its own (denort), which it fetches once.
  if (!/base binary|denort/i.test(stderr)) return undefined;
  return "Cannot compile: Deno could not download the runtime that goes into the executable (denort). " +
    "It needs the network once for each version and target, or DENORT_BIN with the path of one. " +
    "portik itself runs without: deno run -A main.ts";
}

if (import.meta.main) {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: compileWords(Deno.args),
    cwd: new URL("../", import.meta.url),
    stdin: "null",
    stdout: "inherit",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stderr).trim();
  if (said !== "") console.error(said);
  const why = code === 0 ? undefined : whyFailed(said);
  if (why !== undefined) console.error(`\n${why}`);
  if (code === 0) console.log(`Wrote ${OUTPUT}`);
  Deno.exit(code);
}
