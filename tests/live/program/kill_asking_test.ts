import { assertEquals, assertStringIncludes } from "@std/assert";
import { tempFolder } from "../launch.ts";
import { freePort } from "../open.ts";
import { SERVERS, startPerl } from "../perl_server.ts";
import { program } from "../program.ts";
import { programInTerminal } from "../program_in_terminal.ts";
import { makeSocket } from "../scene.ts";
import { Terminal } from "../terminal.ts";
import { liveTest } from "../tools.ts";
import { isDead, until } from "../until.ts";

/** What is typed, the key behind it, and whether that is consent. The end of the input is none. */
const CONSENT = [
  ["no", "Enter", false],
  ["", "Enter", false],
  ["", "C-d", false],
  ["yes", "Enter", true],
  ["y", "Enter", true],
] as const;

liveTest("portik kill asks on a terminal: no and nothing mean no, y and yes mean yes", [
  "ss",
  "tmux",
], async () => {
  for (const [answer, end, dies] of CONSENT) {
    await using scene = await makeSocket({ address: "127.0.0.1" });
    await using terminal = await programInTerminal(["kill", String(scene.port)]);
    const asked = await terminal.shows("the question", (screen) => screen.includes("[y/N]"));
    assertStringIncludes(asked, `Stop `);
    assertStringIncludes(asked, `listens on ${scene.port}/tcp`);
    assertEquals(isDead(scene.actor.pid), false);
    await terminal.type(answer);
    await terminal.press(end);
    const screen = await terminal.shows("the end", (text) => /exit \d/.test(text));
    assertStringIncludes(screen, dies ? "exit 0" : "exit 3");
    assertStringIncludes(screen, dies ? "is free." : "nothing was done");
    assertEquals(isDead(scene.actor.pid), dies, answer);
  }
});

/**
 * The first process of a pid namespace: it starts a server and portik, waits for a file, ends the server and
 * has another process take its pid (`/proc/sys/kernel/ns_last_pid`, `proc_sys_kernel(5)`). Then it tells what
 * became of portik and of that process.
 */
const REUSE = `use IO::Socket::INET; my ($port, $go, $done, @portik) = @ARGV;
  my $server = fork; if (!$server) {
    my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port, Listen => 5) or die;
    open my $up, ">", "$done.up"; close $up; sleep 1 while 1 }
  until (-e "$done.up") { select undef, undef, undef, 0.02 }
  my $portik = fork; if (!$portik) { exec @portik }
  until (-e $go) { select undef, undef, undef, 0.02 }
  kill "KILL", $server; waitpid $server, 0;
  my $other; while (1) {
    open my $last, ">", "/proc/sys/kernel/ns_last_pid" or die; syswrite $last, $server - 1; close $last;
    $other = fork; if (!$other) { sleep 1 while 1 }
    last if $other == $server;
    kill "KILL", $other; waitpid $other, 0 }
  open my $f, ">", $done; close $f; waitpid $portik, 0;
  print "exit ", $? >> 8, "\n", (waitpid($other, 1) == 0 ? "the other lives" : "the other is dead"), "\n";
  sleep 1 while 1;`;

/** What portik needs to run on a terminal, with this folder for its state. */
function terminalEnv(folder: string): Readonly<Record<string, string>> {
  return {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: folder,
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    XDG_STATE_HOME: folder,
  };
}

liveTest("portik kill never signals a process that has taken the pid while it asked", [
  ...["ss", "perl", "tmux", "unshare", "ns_last_pid"],
  ...["root", "CAP_SYS_ADMIN"],
], async () => {
  await using folder = await tempFolder();
  const port = freePort();
  const [go, done] = [`${folder.path}/go`, `${folder.path}/done`];
  const own = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];
  await Deno.writeTextFile(`${folder.path}/reuse.pl`, REUSE);
  const script = ["perl", `${folder.path}/reuse.pl`, String(port), go, done];
  await using terminal = await Terminal.start(
    [...own, ...script, ...program(), "kill", String(port)],
    { folder: folder.path, env: terminalEnv(folder.path) },
  );
  await terminal.shows("the question", (screen) => screen.includes("[y/N]"));
  await Deno.writeTextFile(go, "");
  await until("another process has the pid", () => exists(done));
  await terminal.type("y");
  await terminal.press("Enter");
  const screen = await terminal.shows("the end", (text) => /exit \d[^]*the other/.test(text));
  assertStringIncludes(screen.replaceAll(/\s+/g, " "), "another process has its pid now");
  assertStringIncludes(screen, `127.0.0.1:${port}/tcp is free.`);
  assertStringIncludes(screen, "exit 0\nthe other lives");
});

liveTest(
  "portik kill that is interrupted ends with a truthful last line",
  ["ss", "perl"],
  async () => {
    for (const json of [true, false]) {
      await using state = await tempFolder();
      const heard = `${state.path}/heard`;
      const note = `$SIG{TERM} = sub { open my $f, ">", $ENV{HEARD} };`;
      const script = SERVERS.deaf.replace('$SIG{TERM} = "IGNORE";', note);
      await using server = await startPerl(script, { env: { HEARD: heard } });
      const form = json ? ["--json", "--verbose"] : [];
      const [command = "", ...args] = program();
      const words = ["kill", String(server.port), "--yes", "--timeout", "5m", ...form];
      const child = new Deno.Command(command, {
        args: [...args, ...words],
        env: { XDG_STATE_HOME: state.path, NO_COLOR: "1" },
        stdin: "null",
        stdout: "piped",
      }).spawn();
      const output = child.output();
      await until("the server has heard SIGTERM", () => exists(heard));
      child.kill("SIGINT");
      const { code, stdout } = await output;
      const last = new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "";
      assertEquals([code, isDead(server.pid)], [130, false]);
      if (json) {
        const { kind, data } = JSON.parse(last);
        assertEquals([kind, data.interrupted, data.steps[0].result], ["kill", true, "interrupted"]);
        assertEquals(data.ports[0].result, "unchecked");
      } else assertStringIncludes(last, "Interrupted: 0 of 1 are stopped, 0 of 1 ports");
    }
  },
);

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
