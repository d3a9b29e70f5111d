import { assertEquals } from "@std/assert";
import { launchersOf, survivingParents, treeOf } from "../../../src/actions/stop/family.ts";
import type { Process } from "../../../src/model/process.ts";
import { process, quietMachine } from "../../../src/testing.ts";

const npm = process({ pid: 700, ppid: 50, name: "npm", argv: ["npm", "run", "dev"], session: 50 });
const nodemon = process({
  pid: 701,
  ppid: 700,
  argv: ["node", "/bin/nodemon", "a.js"],
  session: 50,
});
const node = process({ pid: 812, ppid: 701, session: 50 });

function launchers(...above: readonly Process[]): number[] {
  const machine = quietMachine({ processes: [...above, npm, nodemon, node] });
  return launchersOf(machine, 812).map(({ process: { pid } }) => pid);
}

Deno.test("launchersOf() finds watchers and runners of scripts, nearest first", () => {
  assertEquals(launchers(), [701, 700]);
});

Deno.test("launchersOf() does not look beyond the shell of a terminal, or what hosts it", () => {
  const editor = process({ pid: 40, name: "npm", argv: ["npm", "run", "editor"] });
  for (const name of ["bash", "zsh", "tmux", "sshd"]) {
    const host = process({ pid: 50, ppid: 40, name, argv: [name], session: 50 });
    assertEquals(launchers(editor, host), [701, 700], name);
  }
  const script = process({ pid: 50, ppid: 40, name: "sh", argv: ["sh", "-c", "x"], session: 40 });
  assertEquals(launchers(editor, script), [701, 700, 40]);
});

Deno.test("treeOf() tells a process and all below it, parents first", () => {
  const more = [process({ pid: 813, ppid: 812 }), process({ pid: 900, ppid: 1 })];
  const machine = quietMachine({ processes: [node, ...more, nodemon, npm] });
  assertEquals(treeOf(machine, npm).map(({ pid }) => pid), [700, 701, 812, 813]);
});

/** Who may start pid 812 again, where this is its parent; portik is started by pid 60. */
function survivors(parent: Partial<Process>, stopped: readonly number[] = [812]): number[] {
  const portik = [process({ pid: 60, ppid: 1, name: "bash" }), process({ pid: 99, ppid: 60 })];
  const above = process({ pid: 700, ppid: 1, ...parent });
  const processes = [...portik, above, process({ pid: 812, ppid: above.pid })];
  const machine = quietMachine({ processes, caller: { pid: 99, uid: 1000 } });
  return survivingParents(machine, new Set(stopped)).map(({ pid }) => pid);
}

Deno.test("survivingParents() are those that could start again what is stopped", () => {
  assertEquals(survivors({ name: "perl", argv: ["perl", "loop.pl"] }), [700]);
  const loop = { name: "bash", argv: ["bash", "loop.sh"], session: 700 };
  assertEquals(survivors(loop), [700]);
  const inWindow = { ...loop, argv: ["sh", "-c", "while x; do y; done"], terminal: "pts/1" };
  assertEquals(survivors(inWindow), [700]);
});

Deno.test("survivingParents() are neither stopped nor hosts, prompts, or portik's own", () => {
  assertEquals(survivors({ name: "perl" }, [812, 700]), []);
  assertEquals(survivors({ name: "systemd", argv: ["/lib/systemd/systemd", "--user"] }), []);
  assertEquals(survivors({ name: "tmux: server", argv: ["tmux"] }), []);
  const prompt = { name: "zsh", argv: ["-zsh"], session: 700, terminal: "pts/1" };
  assertEquals(survivors(prompt), []);
  assertEquals(survivors({ pid: 60, name: "bash" }), []);
  assertEquals(survivors({ pid: 1, ppid: 0 }), []);
});
