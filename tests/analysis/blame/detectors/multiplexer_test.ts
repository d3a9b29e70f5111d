import { assertEquals } from "@std/assert";
import { multiplexer } from "../../../../src/analysis/blame/detectors/multiplexer.ts";
import type { NamedProcess } from "../../../../src/model/snapshot.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

const SHELL = { name: "bash", terminal: "pts/3" };

function found(name: string, argv: readonly string[], sessions?: readonly NamedProcess[]) {
  const line = lineOf(SYSTEMD, { name, argv }, SHELL, { name: "node" });
  const cause = multiplexer(caseFor(line, sessions ? { sessions } : {}));
  return cause && [cause.tool, cause.name, cause.confidence];
}

Deno.test("multiplexer() believes tmux about the session of a pane", () => {
  const argv = ["tmux", "new-session", "-s", "first"];
  const sessions: NamedProcess[] = [{ by: "tmux", pid: 7, name: "other" }, {
    by: "tmux",
    pid: 102,
    name: "my work",
  }];
  assertEquals(found("tmux: server", argv, sessions), ["tmux", "my work", "certain"]);
});

Deno.test("multiplexer() guesses the session of tmux by what its server was started with", () => {
  assertEquals(found("tmux: server", ["tmux", "new", "-s", "work"]), ["tmux", "work", "guess"]);
  assertEquals(found("tmux: server", ["tmux", "new", "-dswork"]), ["tmux", "work", "guess"]);
  assertEquals(found("tmux: server", ["tmux"]), ["tmux", undefined, "certain"]);
});

Deno.test("multiplexer() knows screen, whose server has one session, and zellij", () => {
  assertEquals(found("screen", ["SCREEN", "-dmS", "scr", "top"]), ["screen", "scr", "certain"]);
  assertEquals(found("screen", ["SCREEN"]), ["screen", undefined, "certain"]);
  assertEquals(found("zellij", ["zellij", "--server", "/run/user/1000/zellij/0.40.1/odd-cat"]), [
    "zellij",
    "odd-cat",
    "certain",
  ]);
});

Deno.test("multiplexer() is silent where there is none", () => {
  assertEquals(found("bash", ["-bash"]), undefined);
});
