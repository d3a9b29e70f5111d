import { bash } from "../cli/shells/bash.ts";
import { fish } from "../cli/shells/fish.ts";
import { powershell } from "../cli/shells/powershell.ts";
import { zsh } from "../cli/shells/zsh.ts";
import { Refusal } from "../model/refusal.ts";
import type { Command } from "./command.ts";

const SCRIPTS: Readonly<Record<string, string>> = { bash, zsh, fish, powershell };

/** `portik completions SHELL`: the script that completes portik's words, flags and live ports. */
export const completions: Command = {
  details:
    "The script says in its first lines where it goes. It completes commands, flags, their values " +
    "and the ports that somebody listens on right now.",
  positional: {
    kind: "array",
    parameter: {
      brief: "bash, zsh, fish or powershell",
      parse: (word: string): string => word,
      placeholder: "shell",
      values: Object.keys(SCRIPTS),
    },
    minimum: 1,
  },
  run({ host }, _flags, shell = "", ...more) {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined || more.length > 0) {
      const shells = Object.keys(SCRIPTS).join(", ");
      const word = [shell, ...more].join(" ");
      throw new Refusal(
        "unknown-shell",
        `'${word}' is not a shell that portik completes for: use ${shells}`,
      );
    }
    host.print("out", script);
    return { kind: "completions", data: { shell }, blocks: [], gaps: [], exit: 0, silent: true };
  },
};
