import { assertEquals } from "@std/assert";
import { ssh, sshSessions } from "../../../../src/analysis/blame/detectors/ssh.ts";
import { caseFor, lineOf, SYSTEMD } from "../line.ts";

const LISTENER = {
  name: "sshd",
  argv: ["sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"],
};
const MONITOR = { name: "sshd", argv: ["sshd: ada [priv]"] };
const SESSION = { name: "sshd", argv: ["sshd: ada@pts/0"] };

Deno.test("ssh() names the user and where the connection comes from", () => {
  const line = lineOf(SYSTEMD, LISTENER, MONITOR, SESSION, { name: "bash" }, { name: "node" });
  const remoteOf = (pid: number) => pid === 102 ? { address: "192.0.2.7", port: 50022 } : undefined;
  const cause = ssh(caseFor(line, { remoteOf }));
  assertEquals(cause, {
    kind: "ssh",
    tool: "ssh",
    name: "ada",
    details: "pts/0",
    pid: 103,
    remote: { address: "192.0.2.7", port: 50022 },
    confidence: "certain",
    evidence: [
      "started below sshd (pid 103): sshd: ada@pts/0",
      "its connection comes from 192.0.2.7:50022",
    ],
  });
});

Deno.test("ssh() does without the far end, without a terminal, and with new names", () => {
  const newer = { name: "sshd-session", argv: ["sshd-session: ada@notty"] };
  const cause = ssh(caseFor(lineOf(SYSTEMD, newer, { name: "node" })));
  assertEquals([cause?.name, cause?.details, cause?.remote], ["ada", undefined, undefined]);
});

Deno.test("ssh() knows dropbear and mosh by their programs", () => {
  const toolOf = (name: string) => ssh(caseFor(lineOf(SYSTEMD, { name, argv: [name] }, {})))?.tool;
  assertEquals([toolOf("dropbear"), toolOf("mosh-server"), toolOf("bash")], [
    "ssh",
    "mosh",
    undefined,
  ]);
});

Deno.test("sshSessions() leaves out the one that waits for logins, and an owner that is one", () => {
  const line = lineOf(SYSTEMD, LISTENER, SESSION).toReversed();
  assertEquals(sshSessions(line).map(({ argv }) => argv), [LISTENER.argv]);
  const whole = lineOf(SYSTEMD, LISTENER, MONITOR, SESSION, {}).toReversed();
  assertEquals(sshSessions(whole).map(({ pid }) => pid), [103, 102]);
});
