import type { Process } from "../../../model/process.ts";
import { baseName, splitTitle } from "../../../model/command_words.ts";
import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/** Programs that start their command again when files change. */
const WATCHERS =
  /^(?:nodemon|watchexec|entr|air|reflex|cargo-watch|ts-node-dev|tsnd|watchmedo|chokidar|fresh|bacon|onchange)(?:\.[cm]?js)?$/;

/** Programs that do so when they are told to: `node --watch`, `tsx watch`, `dotnet watch`. */
const TOLD: readonly (readonly [program: RegExp, word: RegExp])[] = [
  [/^(?:node|nodejs)$/, /^--watch(?:=|-path|$)/],
  [/^tsx$/, /^watch$/],
  [/^dotnet$/, /^watch$/],
  [/^(?:deno|bun)$/, /^--(?:watch|hot|watch-hmr)(?:=|$)/],
];

/** The nearest watcher among the parents: to end its child alone brings the next one. */
export function watcher(
  { machine, line, owner }: Pick<Case, "machine" | "line" | "owner">,
): Cause | undefined {
  const found = line.slice(1).find(watches);
  if (!found) return undefined;
  const { pid, uid } = found;
  const { caller } = machine.snapshot;
  const sudo = caller.uid === 0 || caller.uid === uid ? [] : ["sudo"];
  const isWindows = machine.snapshot.platform === "windows";
  return {
    kind: "watcher",
    tool: toolOf(found),
    pid,
    confidence: "certain",
    evidence: [`${owner?.name ?? "it"} was started below ${nameProcess(found)}`],
    stopWith: isWindows
      ? ["taskkill", "/PID", `${pid}`, "/T", "/F"]
      : [...sudo, "kill", String(pid)],
  };
}

function watches(process: Process): boolean {
  return WATCHERS.test(programOf(process)) || told(process) !== undefined;
}

function toolOf(process: Process): string {
  return told(process) ?? programOf(process).replace(/\.[cm]?js$/, "");
}

/** `node --watch server.js`: an option before the script; `node …/tsx watch a.ts`: the word behind it. */
function told({ argv, name }: Process): string | undefined {
  const words = splitTitle(argv).length > 0 ? splitTitle(argv) : [name];
  for (const [program, option] of TOLD) {
    const at = words.slice(0, 2).findIndex((word) => program.test(baseName(word)));
    if (at < 0) continue;
    const rest = words.slice(at + 1);
    const plain = rest.findIndex((word) => !word.startsWith("-"));
    const before = rest.slice(0, plain < 0 ? rest.length : plain + 1);
    const word = before.find((one) => option.test(one));
    if (word !== undefined) return `${baseName(words[at] ?? "")} ${word.replace(/=.*/, "")}`;
  }
  return undefined;
}
