import { assertEquals } from "@std/assert";
import { agent } from "../../../../src/analysis/blame/detectors/agent.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

Deno.test("agent() knows coding agents by their programs, compiled or run by node", () => {
  const toolOf = (name: string, ...argv: string[]) =>
    agent(caseFor(lineOf(SYSTEMD, { name, argv }, { name: "zsh" }, { name: "node" })))?.tool;
  assertEquals(toolOf("claude", "claude"), "Claude Code");
  assertEquals(toolOf("node", "node", "/usr/local/bin/codex", "--full-auto"), "Codex");
  assertEquals(toolOf("node", "node", "claude.js"), undefined);
  assertEquals(toolOf("constructor", "constructor"), undefined);
});
