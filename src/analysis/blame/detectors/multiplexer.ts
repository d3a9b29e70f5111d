import { splitTitle } from "../../../model/command_words.ts";
import type { Process } from "../../../model/process.ts";
import { type Case, nameProcess, programOf } from "../case.ts";
import type { Cause } from "../cause.ts";

/**
 * tmux, screen or zellij among the parents, with the session. Of tmux, its own list tells which pane is of
 * which session; without that, the first session of a server is named in the arguments it was started
 * with (`tmux new-session -s work`). A server of screen has one session (`screen -S work`); that of
 * zellij is told its socket, which is named after it.
 */
export function multiplexer({ machine, line }: Case): Cause | undefined {
  for (const [i, parent] of line.entries()) {
    const tool = i === 0 ? undefined : toolOf(parent);
    if (tool === undefined) continue;
    const listed = machine.snapshot.sessions?.find(({ by, pid }) =>
      by === "tmux" && pid === line[i - 1]?.pid
    );
    const name = listed?.name ?? NAMES[tool](splitTitle(parent.argv));
    return {
      kind: "multiplexer",
      tool,
      ...(name === undefined ? {} : { name }),
      pid: parent.pid,
      confidence: tool === "tmux" && name !== undefined && !listed ? "guess" : "certain",
      evidence: [
        `started below ${nameProcess(parent)}`,
        ...(listed ? [`tmux list-panes names session ${listed.name}`] : []),
      ],
    };
  }
  return undefined;
}

type Tool = "tmux" | "screen" | "zellij";

const NAMES: Readonly<Record<Tool, (argv: readonly string[]) => string | undefined>> = {
  tmux: (argv) => valueOf(argv, /^-[A-Za-z]*s(.*)$/),
  screen: (argv) => valueOf(argv, /^-[A-Za-z]*S(.*)$/),
  zellij: (argv) => argv[argv.indexOf("--server") + 1]?.split("/").at(-1),
};

function toolOf(process: Process): Tool | undefined {
  const program = programOf(process).toLowerCase();
  if (program === "tmux" || process.name.startsWith("tmux: server")) return "tmux";
  if (program === "screen") return "screen";
  return program === "zellij" && process.argv.includes("--server") ? "zellij" : undefined;
}

/** The value of a letter that may stand in a bundle: `-s work`, `-dsx`, `-dmS work`. */
function valueOf(argv: readonly string[], option: RegExp): string | undefined {
  const at = argv.findIndex((word) => option.test(word));
  if (at < 0) return undefined;
  return option.exec(argv[at] ?? "")?.[1] || argv[at + 1];
}
