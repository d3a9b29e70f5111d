import { commandWords } from "../../../model/command_words.ts";
import { type Case, nameProcess } from "../case.ts";
import type { Cause } from "../cause.ts";

const MAKES =
  /^(?:[gbp]?make|mingw32-make|remake|ninja|samu|just|task|go-task|invoke|inv|tup|bazel)$/;

/** Options whose value is the next word (`make(1)`, `ninja --help`, `just --help`). */
const WITH_VALUE: ReadonlySet<string> = new Set([
  ...["-C", "-f", "-I", "-o", "-W", "-d", "-t", "-k"],
  ...["--directory", "--file", "--makefile", "--justfile", "--working-directory", "--taskfile"],
]);

/** make and its like among the parents, with the targets that it was given. */
export function make({ line }: Case): Cause | undefined {
  for (const parent of line.slice(1)) {
    const [tool = "", ...words] = commandWords(parent);
    if (!MAKES.test(tool)) continue;
    const targets = targetsOf(words);
    const folder = parent.cwd;
    return {
      kind: "make",
      tool,
      name: [tool, ...targets].join(" "),
      ...(folder === undefined ? {} : { details: `in ${folder}` }),
      pid: parent.pid,
      confidence: "certain",
      evidence: [`started below ${nameProcess(parent)}`],
    };
  }
  return undefined;
}

/** Options, their values, numbers of jobs and variables are no targets. */
function targetsOf(words: readonly string[]): readonly string[] {
  return words.filter((word, i) => !/^-|=|^\d+$/.test(word) && !WITH_VALUE.has(words[i - 1] ?? ""));
}
