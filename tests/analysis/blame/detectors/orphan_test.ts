import { assertEquals } from "@std/assert";
import { orphan } from "../../../../src/analysis/blame/detectors/orphan.ts";
import type { Process } from "../../../../src/model/process.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

function found(...processes: Partial<Process>[]) {
  const cause = orphan(caseFor(lineOf(SYSTEMD, ...processes)));
  return cause && [cause.tool, cause.name, cause.confidence];
}

Deno.test("orphan() is certain of one in a session that its parent is not in", () => {
  assertEquals(found({ session: 77 }), [undefined, undefined, "certain"]);
  assertEquals(found({ session: 77, ignoresHangup: true }), ["nohup", undefined, "certain"]);
});

Deno.test("orphan() knows one that a subreaper took over", () => {
  const manager = { name: "systemd", session: 101 };
  assertEquals(found(manager, { session: 77 })?.at(-1), "certain");
});

Deno.test("orphan() names the parent of the owner that was left behind", () => {
  const npm = { name: "npm run dev", session: 77 };
  assertEquals(found(npm, { session: 77 }), [undefined, "npm run dev (pid 101)", "certain"]);
});

Deno.test("orphan() guesses about a leader of a session below pid 1", () => {
  assertEquals(found({ session: 101 }), ["setsid", undefined, "guess"]);
  const login = "/user.slice/user-1000.slice/session-3.scope";
  const line = lineOf(SYSTEMD, { session: 101, cgroup: login });
  assertEquals(orphan(caseFor(line))?.details, "of login session-3.scope");
});

Deno.test("orphan() guesses nohup where all are in one session", () => {
  assertEquals(found({ ignoresHangup: true }), ["nohup", undefined, "guess"]);
  const init = { ...SYSTEMD, name: "init", ignoresHangup: true };
  assertEquals(orphan(caseFor(lineOf(init, { ignoresHangup: true }))), undefined);
});

Deno.test("orphan() is silent about services, shells in terminals and children", () => {
  assertEquals(found({ session: 101, unit: "web.service" }), undefined);
  assertEquals(found({ session: 101, terminal: "pts/0" }), undefined);
  assertEquals(found({ session: 101, unit: "x.service" }, { session: 101 }), undefined);
  assertEquals(found({}), undefined);
});

Deno.test("orphan() expects daemons that run others to be nobody's child", () => {
  const tmux = { name: "tmux: server", argv: ["tmux"], session: 101 };
  assertEquals(found(tmux, { session: 102, terminal: "pts/0" }), undefined);
});

Deno.test("orphan() knows nothing of sessions on other systems", () => {
  const line = lineOf({ name: "launchd" }, { session: 77 });
  assertEquals(orphan(caseFor(line, { platform: "darwin" })), undefined);
});
