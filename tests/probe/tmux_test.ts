import { assertEquals } from "@std/assert";
import { listCommand, parsePanes, readTmuxSessions } from "../../src/probe/tmux.ts";
import { process } from "../../src/testing.ts";
import { onPaper } from "./paper.ts";

const LIST = ["list-panes", "-a", "-F", "#{pane_pid} #{session_name}"];
const OPTIONS = { probeTimeout: 2000 };

Deno.test("parsePanes() reads names with blanks, and no nonsense", () => {
  assertEquals(parsePanes("812 work\n813 my work\n\nerror\n"), [
    { by: "tmux", pid: 812, name: "work" },
    { by: "tmux", pid: 813, name: "my work" },
  ]);
});

Deno.test("listCommand() goes to the socket that the server was started with", () => {
  const of = (...argv: string[]) => listCommand({ argv: ["tmux", ...argv] }).slice(2, -4);
  assertEquals(of("-L", "own", "new-session", "-s", "x"), ["-L", "own"]);
  assertEquals(of("-2uLown", "new"), ["-L", "own"]);
  assertEquals(of("-f", "/dev/null", "-S", "/run/x", "new"), ["-S", "/run/x"]);
  assertEquals(of("-S", "relative", "new"), []);
  assertEquals(of("new-session", "-L", "no"), []);
  assertEquals(listCommand({ argv: ["tmux"] }), ["tmux", "-u", ...LIST]);
});

Deno.test("readTmuxSessions() asks the caller's own servers alone", async () => {
  const sight = onPaper({
    runs: [{
      argv: ["tmux", "-u", ...LIST],
      answer: { code: 0, stdout: "812 work\n", stderr: "" },
    }],
  });
  const server = process({ name: "tmux: server", argv: ["tmux"], uid: 1000 });
  const ask = (uid: number) =>
    readTmuxSessions(sight, { processes: [server, process()], caller: { uid } }, OPTIONS);
  assertEquals(await ask(1000), {
    sessions: [{ by: "tmux", pid: 812, name: "work" }],
    missing: [],
  });
  assertEquals(await ask(0), { sessions: [], missing: [] });
});

Deno.test("readTmuxSessions() says why a server gave no answer", async () => {
  const answer = { code: 1, stdout: "", stderr: "no server running on /tmp/tmux-0/default\n" };
  const sight = onPaper({ runs: [{ argv: ["tmux", "-u", ...LIST], answer }] });
  const server = process({ name: "tmux", ppid: 1, argv: ["tmux"] });
  const ask = { processes: [server], caller: { uid: 1000 } };
  assertEquals((await readTmuxSessions(sight, ask, OPTIONS)).missing, [
    "tmux exited with 1: no server running on /tmp/tmux-0/default",
  ]);
});
