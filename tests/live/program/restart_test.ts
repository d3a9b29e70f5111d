import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { problemsOfAnswer } from "../../schemas.ts";
import { holderOf, tempFolder } from "../launch.ts";
import { freePort } from "../open.ts";
import { endSession } from "../perl_server.ts";
import { portik, program } from "../program.ts";
import { end, field, flat, makeSite, textOf } from "../site.ts";
import { Terminal } from "../terminal.ts";
import { liveTest } from "../tools.ts";
import { isDead, stateOf, until } from "../until.ts";

/** Arguments that a shell would take apart, expand or run. */
const NASTY = ["two words", "", "'\"", "new\nline", "$HOME", "; touch x", "$(touch y)", "é 🌍", ""];

liveTest(
  "portik restart brings a server back with the same arguments, environment, folder and umask",
  [
    "ss",
  ],
  async () => {
    const before = Deno.umask(0o037);
    await using site = await makeSite({ words: NASTY, env: { KEPT: "a b=c" } })
      .finally(() => Deno.umask(before));
    const { pid, port, folder } = site;
    const [cmdline, environ] = [textOf(pid, "cmdline"), textOf(pid, "environ")];
    const { code, stdout, stderr } = await site.restart("--yes");
    assertEquals([code, stderr], [0, ""], stdout);
    const now = holderOf(port);
    assert(now !== pid && now !== undefined);
    assertEquals([textOf(now, "cmdline"), textOf(now, "environ")], [cmdline, environ]);
    assertStringIncludes(environ, "KEPT=a b=c");
    assertEquals(Deno.readLinkSync(`/proc/${now}/cwd`), folder);
    assertEquals(field(now, "Umask"), "0037");
    assertEquals([isDead(pid), stateOf(now) === "Z"], [true, false]);
    assertStringIncludes(flat(stdout), `${port}/tcp is held again by deno (pid ${now})`);
    assertEquals(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "ok");
    assertEquals([...Deno.readDirSync(folder)].filter(({ name }) => /^[xy]$/.test(name)), []);
  },
);

liveTest("portik restart passes on 300 kB of arguments, and shows them cut", ["ss"], async () => {
  const words = Array.from({ length: 300 }, (_, i) => `${i}`.padEnd(1024, "x"));
  await using site = await makeSite({ words });
  const cmdline = textOf(site.pid, "cmdline");
  assert(cmdline.length > 300_000);
  const preview = await site.restart("--dry-run");
  assert(preview.stdout.length < 4000, `${preview.stdout.length} letters`);
  assertEquals((await site.restart("--yes")).code, 0);
  const now = holderOf(site.port);
  assertEquals([now !== site.pid, textOf(now, "cmdline")], [true, cmdline]);
});

liveTest("portik restart --json keeps to its schema, whether it acts or not", ["ss"], async () => {
  await using site = await makeSite();
  for (const words of [["--dry-run"], ["--yes"]]) {
    const document = JSON.parse((await site.restart("--json", ...words)).stdout);
    assertEquals(problemsOfAnswer(document), []);
  }
  const document = JSON.parse((await site.restart("--json", "--yes")).stdout);
  const { result, by, pids, downSeconds } = document.data.outcome;
  assertEquals([result, by.pid, pids], ["restarted", holderOf(site.port), [by.pid]]);
  assert(downSeconds > 0);
});

liveTest(
  "portik restart --json --verbose tells each event on a line of its own",
  ["ss"],
  async () => {
    await using site = await makeSite();
    const { code, stdout } = await site.restart("--yes", "--json", "--verbose");
    const documents = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(code, 0);
    assertEquals(documents.flatMap(problemsOfAnswer), []);
    const last = documents.pop();
    assertEquals([last.kind, last.data.outcome.result], ["restart", "restarted"]);
    const events = documents.map(({ data }) => data.event);
    assertEquals(events, ["ready", "signalled", "process", "port", "started", "held"]);
  },
);

liveTest(
  "portik restart is written down in a journal that nobody else can read",
  ["ss"],
  async () => {
    await using site = await makeSite({ env: { KEPT: "in the journal" } });
    assertEquals((await site.restart("--yes")).code, 0);
    const file = `${site.folder}/state/portik/journal.db`;
    assertEquals((Deno.statSync(file).mode ?? 0) & 0o777, 0o600);
    using journal = new DatabaseSync(file, { readOnly: true });
    const rows = journal.prepare("SELECT action, body FROM entry").all();
    assertEquals(rows.map(({ action }) => action), ["restart"]);
    const { exit, words, stopped: [one] } = JSON.parse(String(rows[0]?.body));
    assertEquals([exit, words, one.pid, one.result], [0, [`${site.port}`], site.pid, "ended"]);
    assert(one.likeness.env.includes("KEPT=in the journal"));
  },
);

liveTest("portik restart kills a server that does not heed SIGTERM", ["ss"], async () => {
  await using site = await makeSite({ marks: ["deaf"] });
  const { code, stdout } = await site.restart("--yes", "--timeout", "1s");
  assertEquals(code, 0, stdout);
  assertStringIncludes(flat(stdout), "did not heed SIGTERM and was killed");
  assert(holderOf(site.port) !== site.pid);
});

liveTest("portik restart knows a daemon by its ancestry, though it leaves its parent", [
  "ss",
  "busybox",
], async () => {
  const argv = (port: number) => ["busybox", "httpd", "-p", `127.0.0.1:${port}`];
  await using site = await makeSite({ argv });
  const { code, stdout } = await site.restart("--yes", "--json");
  assertEquals(code, 0, stdout);
  const { by, pids } = JSON.parse(stdout).data.outcome;
  assertEquals([by.pid, by.pid === pids[0]], [holderOf(site.port), false]);
});

liveTest("portik restart starts a master again, which brings its own workers", [
  "ss",
  "perl",
], async () => {
  const script = `use IO::Socket::INET;
    my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 5,
      ReuseAddr => 1) or die $!;
    for (1 .. 3) { if (!fork) { sleep 1 while 1 } }
    sleep 1 while 1;`;
  const argv = (port: number) => ["setsid", "perl", "-e", script, `${port}`];
  await using site = await makeSite({ argv });
  // Any of them may be the one that is found by the socket.
  const parent = Number(field(site.pid, "PPid"));
  const old = parent === Deno.pid ? site.pid : parent;
  const workers = (pid: number) => textOf(pid, `task/${pid}/children`).split(" ").length - 1;
  let master = old;
  try {
    await until("its workers are there", () => workers(old) === 3);
    const { code, stdout } = await site.restart("--yes", "--json");
    const { stop, start, outcome: { pids } } = JSON.parse(stdout).data;
    master = pids[0] ?? old;
    assertEquals([code, stop.length, start.length, start[0].replaces], [0, 4, 1, old], stdout);
    await until("its workers are there again", () => workers(master) === 3);
  } finally {
    await endSession(master);
  }
});

liveTest("portik restart restarts UDP servers, too", ["ss", "socat"], async () => {
  const port = freePort();
  const child = new Deno.Command("socat", {
    args: ["-u", `UDP-RECV:${port},bind=127.0.0.1`, "/dev/null"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const holder = () => holderOf(port, "udp");
  try {
    await until("it is bound", () => holder() !== undefined);
    await using folder = await tempFolder();
    const env = { XDG_STATE_HOME: folder.path };
    const { code, stdout } = await portik(["restart", `${port}/udp`, "--yes"], { env });
    assertEquals(code, 0, stdout);
    assert(holder() !== child.pid);
  } finally {
    end(holder());
    end(child.pid);
    await child.status;
  }
});

liveTest("portik restart --dry-run and a missing --yes change nothing", ["ss"], async () => {
  await using site = await makeSite();
  const preview = await site.restart("--dry-run");
  assertEquals(preview.code, 0);
  assertStringIncludes(preview.stdout, `${site.pid}`);
  const { code, stderr } = await site.restart();
  assertEquals(code, 3);
  assertStringIncludes(stderr, "--yes");
  assertEquals(holderOf(site.port), site.pid);
});

liveTest("portik restart refuses what makes no sense", ["ss"], async () => {
  const free = `${freePort()}`;
  const codes = [
    [["restart"], 2],
    [["restart", "80", "81"], 2],
    [["restart", "80-82"], 2],
    [["restart", free, "--timeout", "5"], 2],
    [["restart", free, "--yes"], 1],
  ] as const;
  for (const [words, code] of codes) {
    assertEquals((await portik(words)).code, code, words.join(" "));
  }
  assertStringIncludes((await portik(["restart", free])).stderr, "nothing to restart");
});

liveTest("portik restart asks on a terminal, and takes y and yes alone for a yes", [
  "ss",
  "tmux",
], async () => {
  await using site = await makeSite();
  const env = {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: Deno.env.get("HOME") ?? site.folder,
    XDG_STATE_HOME: `${site.folder}/state`,
    XDG_CONFIG_HOME: "/nonexistent",
  };
  for (const [answer, code] of [["", 3], ["n", 3], ["y", 0]] as const) {
    const script = '"$@"; echo "exit $?"; cat';
    const words = [...program(), "restart", `${site.port}`];
    await using terminal = await Terminal.start(["sh", "-c", script, "sh", ...words], {
      folder: site.folder,
      env,
    });
    const asked = await terminal.shows("the question", (screen) => screen.includes("[y/N]"));
    assertStringIncludes(asked, `Restart deno (pid ${site.pid})?`);
    assertEquals(holderOf(site.port), site.pid);
    await terminal.type(answer);
    await terminal.press("Enter");
    await terminal.shows("the end", (screen) => screen.includes(`exit ${code}`));
    assertEquals(holderOf(site.port) === site.pid, code === 3, answer);
  }
  // The terminal is gone, and the new server is not.
  assertEquals(isDead(holderOf(site.port) ?? 0), false);
});
