import { commandWords } from "../../../model/command_words.ts";
import { type Case, nameProcess } from "../case.ts";
import type { Cause } from "../cause.ts";

/** Coding agents that run commands in a terminal, by the names of their programs. */
const AGENTS: Readonly<Record<string, string>> = {
  aider: "Aider",
  claude: "Claude Code",
  codex: "Codex",
  copilot: "GitHub Copilot",
  "cursor-agent": "Cursor",
  gemini: "Gemini CLI",
  opencode: "opencode",
  qwen: "Qwen Code",
};

/** A coding agent among the parents. */
export function agent({ line }: Case): Cause | undefined {
  for (const parent of line.slice(1)) {
    const [program = ""] = commandWords(parent);
    const name = [program, parent.name].find((one) => Object.hasOwn(AGENTS, one));
    if (name === undefined) continue;
    return {
      kind: "agent",
      tool: AGENTS[name] ?? name,
      pid: parent.pid,
      confidence: "certain",
      evidence: [`started below ${nameProcess(parent)}`],
    };
  }
  return undefined;
}
