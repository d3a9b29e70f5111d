import { assertEquals } from "@std/assert";
import {
  belowManager,
  nameProcess,
  parentsOf,
  programOf,
  runsOthers,
} from "../../../src/analysis/blame/case.ts";
import { process } from "../../../src/testing.ts";
import { caseFor, lineOf, SYSTEMD } from "./line.ts";

Deno.test("caseOf() has the owner's process first, then its parents", () => {
  const one = caseFor(lineOf(SYSTEMD, { name: "sh" }, { name: "node" }));
  assertEquals(one.line.map(({ name }) => name), ["node", "sh", "systemd"]);
  assertEquals(parentsOf(one).map(({ name }) => name), ["sh", "systemd"]);
  assertEquals([one.owner?.pid, one.listener.port], [102, 3000]);
});

Deno.test("caseOf() has an empty line where the owner cannot be seen", () => {
  const one = caseFor([], { socket: { holders: [], uid: 0 } });
  assertEquals([one.line, one.owner?.user], [[], "root"]);
});

Deno.test("belowManager() ends at the nearest service manager", () => {
  const manager = { name: "systemd", argv: ["/lib/systemd/systemd", "--user"] };
  const one = caseFor(lineOf(SYSTEMD, manager, { name: "sh" }, { name: "node" }));
  assertEquals(belowManager(one).map(({ name }) => name), ["sh"]);
  const none = caseFor(lineOf({ name: "tini" }, { name: "sh" }, {}));
  assertEquals(belowManager(none).map(({ name }) => name), ["sh", "tini"]);
});

Deno.test("programOf() reads titles and paths", () => {
  const of = (name: string, ...argv: string[]) => programOf(process({ name, argv }));
  assertEquals(of("sshd", "sshd: ada@pts/0"), "sshd");
  assertEquals(of("tmux: server", "tmux", "new"), "tmux");
  assertEquals(of("supervisord", "/usr/bin/python3", "/usr/bin/supervisord"), "supervisord");
  assertEquals(of("kthreadd"), "kthreadd");
});

Deno.test("runsOthers() is true for daemons that start what others ask for", () => {
  const of = (...argv: string[]) => runsOthers(process({ name: "x", argv }));
  assertEquals([of("SCREEN"), of("PM2 v5: God Daemon"), of("/usr/sbin/CRON", "-f")], [
    true,
    true,
    true,
  ]);
  assertEquals([of("nginx: master process nginx"), of("node", "server.js")], [false, false]);
});

Deno.test("nameProcess() has name and pid", () => {
  assertEquals(nameProcess(process()), "node (pid 812)");
});
