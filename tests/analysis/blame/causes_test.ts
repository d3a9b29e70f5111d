import { assertEquals } from "@std/assert";
import { causesOf } from "../../../src/analysis/blame/causes.ts";
import type { Process } from "../../../src/model/process.ts";
import { type Around, caseFor, lineOf, SYSTEMD } from "./line.ts";

function kinds(processes: readonly Partial<Process>[], around: Around = {}): string[] {
  return causesOf(caseFor(lineOf(...processes), around)).map(({ kind }) => kind);
}

const SSHD = { name: "sshd", argv: ["sshd: ada@pts/0"], unit: "ssh.service" };
const BASH = { name: "bash", argv: ["-bash"] };
const NPM = { name: "npm run dev", argv: ["npm run dev"], terminal: "pts/0" };

Deno.test("causesOf() tells what was typed before where it was typed", () => {
  assertEquals(kinds([SYSTEMD, SSHD, BASH, NPM, { terminal: "pts/0" }]), ["task", "ssh"]);
  const tmux = { name: "tmux: server", argv: ["tmux"] };
  const nodemon = { argv: ["node", "/usr/bin/nodemon", "x.js"] };
  assertEquals(kinds([SYSTEMD, tmux, BASH, NPM, nodemon, { terminal: "pts/0" }]), [
    "watcher",
    "task",
    "multiplexer",
  ]);
});

Deno.test("causesOf() tells what brings the owner back before everything else", () => {
  const unit = { unit: "web.service", cgroup: "/system.slice/web.service", session: 44 };
  assertEquals(kinds([SYSTEMD, { ...NPM, ...unit }, unit]), ["systemd-unit", "task"]);
  const runsv = { name: "runsv", argv: ["runsv", "web"], session: 44 };
  assertEquals(kinds([SYSTEMD, runsv, { session: 44 }]), ["supervisor"]);
});

Deno.test("causesOf() tells of an orphan what was left behind", () => {
  assertEquals(kinds([SYSTEMD, { ...NPM, session: 44 }, { session: 44 }]), ["task", "orphan"]);
});

Deno.test("causesOf() falls back on the parent, and then on not knowing", () => {
  assertEquals(kinds([SYSTEMD, { name: "launcher" }, {}]), ["parent"]);
  assertEquals(kinds([{ name: "tini" }, {}]), ["init"]);
  assertEquals(kinds([{ name: "node" }]), ["unknown"]);
});

Deno.test("causesOf() says why nothing is known", () => {
  const gaps = [{ fact: "owners" as const, source: "ss", reason: "needs root" }];
  const [cause] = causesOf(caseFor([], { gaps, socket: { holders: [], uid: 0 } }));
  assertEquals([cause?.kind, cause?.details], ["unknown", "needs root"]);
});
