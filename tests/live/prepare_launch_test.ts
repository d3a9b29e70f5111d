import { assert, assertEquals } from "@std/assert";
import { portikItself, prepareLaunch } from "../../src/host/deno/launch/mod.ts";
import { isFailure } from "../../src/host/host.ts";
import type { LaunchFailure, PreparedLaunch } from "../../src/host/launch.ts";
import type { Likeness, Stream } from "../../src/model/likeness.ts";
import { tempFolder } from "./launch.ts";
import { adoptNobody } from "./libc.ts";
import { program } from "./program.ts";
import { HERE, NOBODY } from "./public_copy.ts";
import { field, textOf } from "./site.ts";
import { liveTest } from "./tools.ts";
import { inTime, isDead, until } from "./until.ts";

// A launch makes this process adopt orphans, and later tests of other files are about orphans.
Deno.test.afterEach(adoptNobody);

/** Arguments that a shell would take apart, expand or run. */
const NASTY = [
  "two words",
  "",
  "'single' \"double\" `tick`",
  "new\nline",
  "$HOME",
  "; touch x",
  "$(touch y)",
  "*",
  "\\",
  "-",
  "é 漢 🌍",
  "",
];

/** A shell that waits: it takes any words behind its script, and does nothing with them. */
function waiting(words: readonly string[], change: Partial<Likeness> = {}): Likeness {
  return {
    exe: "/bin/sh",
    argv: ["a name of its own", "-c", "while :; do sleep 1; done", ...words],
    env: ["PATH=/usr/bin:/bin"],
    cwd: "/",
    umask: 0o022,
    stdout: { path: "/dev/null", opener: "process" },
    stderr: { path: "/dev/null", opener: "process" },
    ...change,
  };
}

/** A program that was launched; it ends on dispose. */
interface Running extends AsyncDisposable {
  readonly pid: number;
}

async function prepare(likeness: Likeness): Promise<PreparedLaunch> {
  const prepared = await prepareLaunch(likeness, program());
  if (isFailure(prepared)) throw new Error(`${prepared.at}: ${prepared.failed}`);
  return prepared;
}

async function run(likeness: Likeness): Promise<Running> {
  const prepared = await prepare(likeness);
  assertEquals(await prepared.go(), undefined);
  const { pid } = prepared;
  return {
    pid,
    async [Symbol.asyncDispose]() {
      endGroup(pid);
      await inTime("the program has ended", prepared.ended);
    },
  };
}

/** The program leads a session, and so a process group. */
function endGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function failure(likeness: Likeness): Promise<LaunchFailure | undefined> {
  const prepared = await prepareLaunch(likeness, program());
  if (isFailure(prepared)) return prepared;
  const answer = await prepared.go();
  if (!answer) endGroup(prepared.pid);
  await inTime("the program has ended", prepared.ended);
  return answer;
}

function listOf(pid: number, name: string): string[] {
  return textOf(pid, name).slice(0, -1).split("\0");
}

liveTest("a launch passes on every argument, whatever a shell would make of it", [], async () => {
  const likeness = waiting(NASTY);
  await using running = await run(likeness);
  assertEquals(listOf(running.pid, "cmdline"), likeness.argv);
  assertEquals(Deno.readLinkSync(`/proc/${running.pid}/exe`), Deno.realPathSync("/bin/sh"));
});

liveTest("a launch passes on 300 kB of arguments and as much environment", [], async () => {
  const words = Array.from({ length: 300 }, (_, i) => `${i} `.padEnd(1024, "x"));
  const env = words.map((word, i) => `V${i}=${word}`);
  await using running = await run(waiting(words, { env }));
  assertEquals(listOf(running.pid, "cmdline").slice(3), words);
  assertEquals(listOf(running.pid, "environ"), env);
});

liveTest(
  "a launch passes on the environment in its order, and nothing of portik's",
  [],
  async () => {
    const env = ["B=2", "A=x y=z", "EMPTY=", "B=again", "LINES=one\ntwo", "QUOTES='\"$A"];
    await using running = await run(waiting([], { env }));
    assertEquals(listOf(running.pid, "environ"), env);
    await using bare = await run(
      waiting([], { env: [], exe: "/bin/sleep", argv: ["sleep", "60"] }),
    );
    assertEquals(textOf(bare.pid, "environ"), "");
  },
);

liveTest("a launch gives folder, umask, limits and SIGHUP as they were", [], async () => {
  await using folder = await tempFolder();
  await using running = await run(waiting([], {
    // A shell blocks signals for an instant whenever it starts something.
    exe: "/bin/sleep",
    argv: ["sleep", "60"],
    cwd: folder.path,
    umask: 0o027,
    ignoresHangup: true,
    nice: 15,
    processors: "1",
    limits: [{ resource: "NOFILE", soft: 77, hard: 99 }, { resource: "CORE", soft: 0, hard: 0 }],
  }));
  const { pid } = running;
  assertEquals(Deno.readLinkSync(`/proc/${pid}/cwd`), folder.path);
  assertEquals([field(pid, "Umask"), field(pid, "Cpus_allowed_list")], ["0027", "0"]);
  assertEquals(textOf(pid, "stat").replace(/^.*\) /, "").split(" ")[16], "15");
  assert(/^Max open files +77 +99 /m.test(textOf(pid, "limits")), textOf(pid, "limits"));
  assert(/^Max core file size +0 +0 /m.test(textOf(pid, "limits")), textOf(pid, "limits"));
  // SIGHUP is bit 0, and SIGPIPE, which Deno ignores, bit 12.
  const signals = (name: string) => BigInt(`0x${field(pid, name)}`);
  assertEquals([signals("SigIgn") & 0x1001n, signals("SigBlk")], [1n, 0n]);
});

liveTest(
  "a launch makes a session of its own, without a terminal or foreign descriptors",
  [],
  async () => {
    await using folder = await tempFolder();
    const log = `${folder.path}/log`;
    const stream = { path: log, opener: "portik" } as const;
    await using running = await run(waiting([], {
      exe: "/bin/sleep",
      argv: ["sleep", "60"],
      stdout: stream,
      stderr: stream,
    }));
    const { pid } = running;
    const [, , session, terminal] = textOf(pid, "stat").replace(/^.*\) . /, "").split(" ");
    assertEquals([Number(session), terminal], [pid, "0"]);
    const fds = [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) => name).sort();
    assertEquals(fds, ["0", "1", "2"]);
    const links = fds.map((fd) => Deno.readLinkSync(`/proc/${pid}/fd/${fd}`));
    assertEquals(links, ["/dev/null", log, log]);
  },
);

liveTest(
  "a launch appends both streams to a file that is there, and makes one that is not",
  [],
  async () => {
    await using folder = await tempFolder();
    const [old, log] = [`${folder.path}/old`, `${folder.path}/log`];
    Deno.writeTextFileSync(old, "before\n", { mode: 0o644 });
    const prepared = await prepare(waiting([], {
      argv: ["sh", "-c", "echo out; echo err >&2"],
      stdout: { path: old, opener: "process" },
      stderr: { path: log, opener: "portik" },
    }));
    assertEquals(await prepared.go(), undefined);
    assertEquals(await prepared.ended, 0);
    assertEquals(Deno.readTextFileSync(old), "before\nout\n");
    assertEquals(Deno.readTextFileSync(log), "err\n");
    assertEquals((Deno.statSync(log).mode ?? 0) & 0o777, 0o600);
  },
);

liveTest("a launch reads a file from its beginning, and makes a log that is gone", [], async () => {
  await using folder = await tempFolder();
  const [input, log] = [`${folder.path}/input`, `${folder.path}/log`];
  Deno.writeTextFileSync(input, "one\ntwo\n");
  const prepared = await prepare(waiting([], {
    argv: ["sh", "-c", "cat"],
    stdin: input,
    stdout: { path: log, opener: "process" },
  }));
  assertEquals(await prepared.go(), undefined);
  assertEquals(await prepared.ended, 0);
  assertEquals(Deno.readTextFileSync(log), "one\ntwo\n");
  assertEquals((Deno.statSync(log).mode ?? 0) & 0o777, 0o600);
});

liveTest("a launch that waits as another user keeps root's environment and memory to itself", [
  "root",
  "setpriv",
], async () => {
  const identity = { uid: NOBODY, gid: NOBODY, groups: [] };
  const { pid, cancel } = await prepare(waiting([], { identity }));
  const asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
  const read = async (name: string) => {
    const args = [...asNobody, "cat", `/proc/${pid}/${name}`];
    return (await new Deno.Command("setpriv", { args, stderr: "null" }).output()).code;
  };
  try {
    assertEquals(field(pid, "Uid"), Array(4).fill(NOBODY).join("\t"));
    assertEquals([await read("environ"), await read("maps"), await read("status")], [1, 1, 0]);
  } finally {
    await cancel();
  }
});

liveTest("a launch as root becomes another user with all groups, and leaves it no file of root's", [
  "root",
], async () => {
  await using folder = await tempFolder();
  await Deno.chmod(folder.path, 0o700);
  const log = `${folder.path}/log`;
  const stream = { path: log, opener: "portik" } as const;
  const identity = { uid: NOBODY, gid: 12_345, groups: [7, 12_346] };
  await using running = await run(waiting([], { identity, stdout: stream, stderr: stream }));
  const { pid } = running;
  assertEquals(field(pid, "Uid"), Array(4).fill(NOBODY).join("\t"));
  assertEquals(field(pid, "Gid"), Array(4).fill(12_345).join("\t"));
  assertEquals(field(pid, "Groups"), "7 12346");
  assertEquals([field(pid, "CapEff"), field(pid, "CapPrm")], Array(2).fill("0".repeat(16)));
  const { uid, gid, mode } = Deno.statSync(log);
  assertEquals([uid, gid, (mode ?? 0) & 0o777], [NOBODY, 12_345, 0o600]);
});

liveTest(
  "a launch opens the process's own files with its rights, not with root's",
  ["root"],
  async () => {
    await using folder = await tempFolder();
    await Deno.chmod(folder.path, 0o755);
    const file = `${folder.path}/roots`;
    Deno.writeTextFileSync(file, "", { mode: 0o600 });
    const identity = { uid: NOBODY, gid: NOBODY, groups: [] };
    const stdout = { path: file, opener: "process" } as const;
    assertEquals(await failure(waiting([], { identity, stdout })), {
      failed: "EACCES",
      at: "stdout",
    });
  },
);

liveTest(
  "a launch that cannot be says what fails before anything is to be stopped",
  [],
  async () => {
    await using folder = await tempFolder();
    const { path } = folder;
    Deno.writeTextFileSync(`${path}/no-program`, "", { mode: 0o644 });
    Deno.symlinkSync("/dev/null", `${path}/link`);
    new Deno.Command("mkfifo", { args: [`${path}/fifo`] }).outputSync();
    const stream = (name: string, opener: Stream["opener"]) => ({
      path: `${path}/${name}`,
      opener,
    });
    const cases: readonly (readonly [Partial<Likeness>, LaunchFailure])[] = [
      [{ exe: `${path}/missing` }, { failed: "ENOENT", at: "exe" }],
      [{ exe: `${path}/no-program` }, { failed: "EACCES", at: "exe" }],
      [{ cwd: `${path}/missing` }, { failed: "ENOENT", at: "cwd" }],
      [{ stdin: `${path}/missing` }, { failed: "ENOENT", at: "stdin" }],
      [{ stdout: stream("no/log", "process") }, { failed: "ENOENT", at: "stdout" }],
      [{ stdout: stream("link", "process") }, { failed: "ELOOP", at: "stdout" }],
      [{ stderr: stream("link", "portik") }, { failed: "ELOOP", at: "stderr" }],
      // Nobody reads it, and nobody is waited for.
      [{ stderr: stream("fifo", "portik") }, { failed: "ENXIO", at: "stderr" }],
    ];
    for (const [change, expected] of cases) {
      const answer = await prepareLaunch(waiting([], change), program());
      assertEquals(answer, expected);
    }
  },
);

liveTest(
  "a launch whose program cannot be run says so, and leaves nothing behind",
  [],
  async () => {
    // One argument may have 128 kB (`execve(2)`, MAX_ARG_STRLEN).
    const failed = await failure(waiting(["x".repeat(200_000)]));
    assertEquals(failed, { failed: "E2BIG", at: "exe" });
  },
);

liveTest("a launch that is called off ends, and is no zombie", [], async () => {
  const prepared = await prepare(waiting([]));
  await prepared.cancel();
  await until("it is gone", () => !exists(prepared.pid));
});

function exists(pid: number): boolean {
  try {
    return Deno.statSync(`/proc/${pid}`).isDirectory;
  } catch {
    return false;
  }
}

/** Starts a process that prepares a launch and says the pid; with `go` it starts the program and ends. */
async function launcher(go: boolean): Promise<{ pid: number; child: Deno.ChildProcess }> {
  const code = `import { prepareLaunch } from "file://${HERE.root}/src/host/deno/launch/mod.ts";
    const prepared = await prepareLaunch(${JSON.stringify(waiting(["x"]))}, ${
    JSON.stringify(program())
  });
    if (${go}) await prepared.go();
    console.log(prepared.pid);
    if (${go}) Deno.exit(0);
    await new Promise((resolve) => setTimeout(resolve, 60_000));`;
  const child = new Deno.Command(HERE.deno, {
    args: ["eval", "--no-config", "--no-lock", code],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await inTime("the pid is told", reader.read());
  await reader.cancel();
  return { pid: Number(value), child };
}

liveTest("a program that was launched outlives portik", [], async () => {
  const { pid, child } = await launcher(true);
  try {
    assertEquals((await child.status).code, 0);
    assertEquals(listOf(pid, "cmdline").at(-1), "x");
    assert(!isDead(pid));
  } finally {
    endGroup(pid);
  }
});

liveTest("a launch that portik does not live to see is called off", [], async () => {
  const { pid, child } = await launcher(false);
  assert(!isDead(pid));
  child.kill("SIGKILL");
  await child.status;
  await until("it is gone", () => isDead(pid));
});

liveTest("a launch passes on no descriptor that portik itself was born with", [], async () => {
  await using folder = await tempFolder();
  const likeness = waiting(["x"], { exe: "/bin/sleep", argv: ["sleep", "60"] });
  const code = `import { prepareLaunch } from "file://${HERE.root}/src/host/deno/launch/mod.ts";
    const prepared = await prepareLaunch(${JSON.stringify(likeness)}, ${JSON.stringify(program())});
    await prepared.go();
    console.log(prepared.pid);
    Deno.exit(0);`;
  const words = ["eval", "--no-config", "--no-lock", code];
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", 'exec 7>"$0"; exec "$@"', `${folder.path}/seven`, HERE.deno, ...words],
  }).output();
  const pid = Number(new TextDecoder().decode(stdout));
  try {
    const fds = [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) => name).sort();
    assertEquals(fds, ["0", "1", "2"]);
  } finally {
    endGroup(pid);
  }
});

Deno.test("portik starts itself by its own words", () => {
  assertEquals(portikItself()[0], Deno.execPath());
});
