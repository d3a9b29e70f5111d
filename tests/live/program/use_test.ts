import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { makePublicProgram, portik, program, type Result } from "../program.ts";
import { NOBODY } from "../public_copy.ts";
import { Started, stateEnv } from "../started.ts";
import { Terminal } from "../terminal.ts";
import { liveTest } from "../tools.ts";
import { inTime, isDead, until } from "../until.ts";

/** Runs `portik use` with a state folder of its own. */
async function use(...args: readonly string[]): Promise<Result> {
  await using state = await stateEnv();
  return await portik(["use", ...args], { env: state.env });
}

interface Leased {
  readonly port: number;
  readonly pid?: number;
  readonly name?: string;
  readonly kind: string;
}

/** The leases as `portik leases --json` shows them. */
async function leasesOf(env: Readonly<Record<string, string>>): Promise<readonly Leased[]> {
  const { stdout } = await portik(["leases", "--json"], { env });
  const answer = JSON.parse(stdout);
  assertEquals(problemsOfAnswer(answer), [], stdout);
  return answer.data.leases;
}

liveTest(
  "portik use gives the command a free port in PORT, and passes on its exit code",
  [],
  async () => {
    const { code, stdout, stderr } = await use("--", "sh", "-c", "echo $PORT; exit 7");
    assertEquals([code, stderr], [7, ""]);
    assertMatch(stdout, /^\d+\n$/);
  },
);

liveTest("portik use exits as shells do: 126, 127, 128 and the signal", [], async () => {
  await using folder = await stateEnv();
  const text = `${folder.path}/no program`;
  await Deno.writeTextFile(text, "hello", { mode: 0o644 });
  const cases: readonly (readonly [readonly string[], number])[] = [
    [["no-such-program-here"], 127],
    [[text], 126],
    [["/"], 126],
    [["sh", "-c", "kill -TERM $$"], 143],
    [["sh", "-c", "kill -KILL $$"], 137],
    [["true"], 0],
  ];
  for (const [argv, code] of cases) {
    const result = await use("--", ...argv);
    assertEquals(result.code, code, `${argv} ${result.stderr}`);
    if (code === 126 || code === 127) {
      assertStringIncludes(result.stderr, `Cannot run '${argv[0]}'`);
    }
  }
});

liveTest("portik use leaves every word and the input of a command as they are", [], async () => {
  await using state = await stateEnv();
  const words = ["a b", "", "$HOME", "{PORT}", "*", "--json", "ü"];
  const print = `printf '<%s>' "$@"; cat`;
  await using started = Started.portik(["use", "--", "sh", "-c", print, "-", ...words], state);
  await started.write("from outside\n");
  assertEquals(await started.code(), 0);
  assertEquals(started.stdout, words.map((word) => `<${word}>`).join("") + "from outside\n");
});

liveTest(
  "portik use gives several ports, in variables, in templates and to a shell",
  [],
  async () => {
    const named = ["--port", "web", "--port", "db-1", "--env", "X", "--env", "Y=db-1"];
    const all = "$PORT $WEB_PORT $X $DB_1_PORT $Y";
    const { stdout } = await use(...named, "--shell", "--", `echo ${all} | cat; echo {PORT}`);
    const [first, second, third, fourth, fifth] = stdout.split(/\s/);
    assertEquals([first, first, fourth], [second, third, fifth]);
    assertEquals(first === fourth, false);
    assertStringIncludes(stdout, "{PORT}");
    const filled = await use(
      "--port=a",
      "--port=b",
      "--template",
      "--",
      "echo",
      "x{PORT}",
      "{PORT:b}",
    );
    assertMatch(filled.stdout, /^x(\d+) (?!\1\n)\d+\n$/);
  },
);

liveTest("portik use --print runs nothing and leases nothing", [], async () => {
  await using state = await stateEnv();
  const port = freePort();
  const words = ["use", "--ports", `${port}`, "--print", "--template"];
  const { stdout } = await portik([...words, "--", "serve", "a b", "{PORT}"], state);
  assertEquals(stdout, `env PORT=${port} serve 'a b' ${port}\n`);
  const json = await portik([...words, "--json", "--port", "web", "--", "serve", "{PORT}"], state);
  const answer = JSON.parse(json.stdout);
  assertEquals(problemsOfAnswer(answer), []);
  assertEquals(answer.data, {
    ports: [{ name: "web", variables: ["PORT", "WEB_PORT"], port }],
    argv: ["serve", `${port}`],
    env: { PORT: `${port}`, WEB_PORT: `${port}` },
  });
  assertEquals(await leasesOf(state.env), []);
});

liveTest("portik use refuses what makes no sense, in a sentence and as JSON", [], async () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [[], "use needs a command to run"],
    [["--json", "--", "true"], "use --print as well"],
    [["--template", "--", "true"], "no word has {PORT} in it"],
    [["--template", "--", "{PORT:web}"], "there is no --port web"],
    [["--env", "1X", "--", "true"], "'1X' is no name of an environment variable"],
    [["--env", "X=web", "--", "true"], "there is no --port web"],
    [["--port", "a b", "--", "true"], "'a b' is no name for a port"],
    [["--port", "web", "--port", "WEB", "--", "true"], "would both be WEB_PORT"],
    [["--retry", "x", "--", "true"], "'x' is not a number of tries"],
    [["--ports", "10-5", "--", "true"], "runs backwards"],
  ];
  for (const [args, sentence] of cases) {
    const { code, stdout, stderr } = await use(...args);
    assertEquals(code, 2, `${args}`);
    assertStringIncludes(stdout + stderr, sentence);
  }
});

liveTest(
  "portik use leases the port for as long as the command runs, in its name",
  [],
  async () => {
    await using state = await stateEnv();
    await using started = Started.portik(
      ["use", "--name", "shop", "--", "sh", "-c", "echo $PORT; exec cat"],
      state,
    );
    const [, port] = await started.says("stdout", /^(\d+)\n/);
    const [lease] = await leasesOf(state.env);
    assertEquals([lease?.port, lease?.name, lease?.kind], [Number(port), "shop", "promised"]);
    const other = await portik(["use", "--ports", `${port}`, "--", "true"], state);
    assertEquals(other.code, 5);
    assertStringIncludes(other.stderr, `${port} is leased to shop by portik use (pid `);
    await started.write("");
    assertEquals(await started.code(), 0);
    assertEquals(await leasesOf(state.env), []);
  },
);

liveTest(
  "portik use passes signals on, to a command and to all that a shell has started",
  [],
  async () => {
    for (
      const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const
    ) {
      await using state = await stateEnv();
      const name = signal.slice(3);
      const line =
        `trap 'echo got ${name}; exit 9' ${name}; echo ready; while :; do sleep 0.05; done`;
      await using started = Started.portik(["use", "--", "sh", "-c", line], state);
      await started.says("stdout", /ready/);
      started.signal(signal);
      assertEquals(await started.code(), 9, signal);
      assertStringIncludes(started.stdout, `got ${name}`);
    }
    await using state = await stateEnv();
    const line = "sleep 600 & echo $!; sleep 600; true";
    await using started = Started.portik(["use", "--shell", "--", line], state);
    const [, pid] = await started.says("stdout", /^(\d+)\n/);
    started.signal("SIGTERM");
    assertEquals(await started.code(), 143);
    await until("what the shell has started is gone", () => isDead(Number(pid)));
  },
);

liveTest(
  "portik use that is killed leaves the lease to its command, and then nothing",
  [],
  async () => {
    await using state = await stateEnv();
    await using started = Started.portik(
      ["use", "--", "sh", "-c", "echo $$ $PORT; exec sleep 600"],
      state,
    );
    const [, pid, port] = await started.says("stdout", /^(\d+) (\d+)\n/);
    await until("the command has the lease", async () => {
      const [lease] = await leasesOf(state.env);
      return lease?.pid === Number(pid);
    });
    started.signal("SIGKILL");
    await started.ended;
    assertEquals((await leasesOf(state.env)).map((lease) => lease.port), [Number(port)]);
    Deno.kill(Number(pid), "SIGKILL");
    await until("the command is gone", () => isDead(Number(pid)));
    assertEquals(await leasesOf(state.env), []);
  },
);

liveTest("portik use that is killed at any time leaves nothing for long", [], async () => {
  await using state = await stateEnv();
  for (let after = 0; after < 400; after += 25) {
    await using started = Started.portik(["use", "--", "sleep", "2"], state);
    // Wherever it is by then.
    await new Promise((resolve) => setTimeout(resolve, after));
    started.signal("SIGKILL");
    await started.ended;
  }
  await until("no lease is left", async () => (await leasesOf(state.env)).length === 0);
});

/** Says that its port is in use as often as a file has lines, and then what it got. */
const UNLUCKY = `
if [ "$(wc -l < "$FILE")" -lt 2 ]; then
  echo $PORT >> "$FILE"
  echo "Error: listen EADDRINUSE: address already in use :::$PORT" >&2
  exit 1
fi
echo fine $PORT`;

liveTest(
  "portik use --retry gives another port to a command that found its own in use",
  [],
  async () => {
    for (const [retry, code] of [["2", 0], ["1", 1]] as const) {
      await using state = await stateEnv();
      const file = `${state.path}/tries`;
      await Deno.writeTextFile(file, "");
      const env = { ...state.env, FILE: file };
      const result = await portik(["use", "--retry", retry, "--", "sh", "-c", UNLUCKY], { env });
      assertEquals(result.code, code, result.stderr);
      assertEquals(result.stdout.startsWith("fine "), code === 0);
      const tries = (await Deno.readTextFile(file)).trim().split("\n");
      assertEquals(new Set(tries).size, 2);
      for (const port of tries) {
        assertStringIncludes(
          result.stderr,
          `EADDRINUSE: address already in use :::${port}`,
        );
      }
      assertStringIncludes(
        result.stderr,
        `portik: the command found ${tries[0]} in use; it gets another port`,
      );
      assertEquals(await leasesOf(state.env), []);
    }
  },
);

liveTest(
  "portik use does not run a command again that fails for another reason, or without --retry",
  [],
  async () => {
    await using state = await stateEnv();
    const file = `${state.path}/tries`;
    for (const [words, line] of [[["--retry", "3"], "other"], [[], "EADDRINUSE"]] as const) {
      await Deno.writeTextFile(file, "");
      const env = { ...state.env, FILE: file };
      const script = `echo x >> "$FILE"; echo ${line} >&2; exit 3`;
      const result = await portik(["use", ...words, "--", "sh", "-c", script], { env });
      assertEquals([result.code, await Deno.readTextFile(file)], [3, "x\n"]);
    }
  },
);

liveTest(
  "portik use says that a command listens elsewhere, and not of one that does as it is told",
  ["ss", "socat"],
  async () => {
    await using state = await stateEnv();
    const own = freePort();
    const listen = (port: number | string) =>
      `exec socat -u TCP-LISTEN:${port},fork,reuseaddr /dev/null`;
    await using stubborn = Started.portik(["use", "--shell", "--", listen(own)], state);
    const [, said] = await stubborn.says(
      "stderr",
      /portik: the command listens on (\d+), and not on \d+/,
    );
    assertEquals(said, `${own}`);
    await using obedient = Started.portik([
      "use",
      "--shell",
      "--",
      `echo $PORT; ${listen("$PORT")}`,
    ], state);
    const [, port = ""] = await obedient.says("stdout", /^(\d+)\n/);
    await until("it listens", async () => (await portik(["check", port])).code === 0);
    obedient.signal("SIGTERM");
    await obedient.code();
    assertEquals(obedient.stderr, "");
    stubborn.signal("SIGTERM");
    await stubborn.code();
  },
);

liveTest("portik use names the holder of the one port that it may take", ["ss"], async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const { code, stderr } = await use("--ports", `${port}`, "--", "true");
  assertEquals(code, 5);
  assertStringIncludes(stderr, `${port} is held by`);
  assertStringIncludes(stderr, `pid ${Deno.pid}`);
  const range = await use("--ports", `${port},${port}`, "--", "true");
  assertEquals(range.code, 1);
  assertStringIncludes(range.stderr, "is free");
});

liveTest(
  "portik use holds its port until the command starts, by both protocols where that is asked",
  [],
  async () => {
    const script = `exec 3<>/dev/udp/127.0.0.1/$PORT; echo $PORT`;
    const { code, stdout } = await use("--proto", "all", "--", "bash", "-c", script);
    assertEquals(code, 0);
    assertMatch(stdout, /^\d+\n$/);
  },
);

/** Whether a server without and with SO_REUSEADDR gets the port, and whether that one can be reached. */
const BINDERS = `use IO::Socket::INET;
my @all = (LocalAddr => "127.0.0.1", LocalPort => $ENV{PORT}, Listen => 5);
print IO::Socket::INET->new(@all) ? "plain " : "refused ";
my $server = IO::Socket::INET->new(@all, ReuseAddr => 1) or die $!;
my $client = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ENV{PORT}) or die $!;
print $server->accept ? "reached" : "lost";`;

liveTest("portik use --keep lets only servers in that set SO_REUSEADDR", ["perl"], async () => {
  for (
    const [words, bind, said] of [
      [["--keep"], [], "refused reached"],
      [["--keep"], ["--bind", "localhost"], "refused reached"],
      [[], [], "plain reached"],
    ] as const
  ) {
    const result = await use(...words, ...bind, "--", "perl", "-e", BINDERS);
    assertEquals([result.stdout, result.code], [said, 0], result.stderr);
  }
  assertEquals((await use("--keep", "--proto", "udp", "--", "true")).code, 2);
});

/** How many whole programs are started at once; 200 take two cores about a minute. */
const CROWD = Number(Deno.env.get("PORTIK_CROWD") ?? 60);

/** In ms: two cores start some ten in a second, and a noisy machine fewer. */
const CROWD_PATIENCE = 300_000;

liveTest("portik use and free --lease started at once give as many ports", [], async () => {
  await using state = await stateEnv();
  await using all = new AsyncDisposableStack();
  const commands = [
    ["use", "--quiet", "--", "sh", "-c", "echo $PORT; read end"],
    ["free", "--lease", "10m"],
  ];
  const started = Array.from(
    { length: CROWD },
    (_, i) => all.use(Started.portik(commands[i % 2] ?? [], state)),
  );
  const ports = await Promise.all(
    started.map(async (one) => Number((await one.says("stdout", /^\d+\n/, CROWD_PATIENCE))[0])),
  );
  assertEquals(new Set(ports).size, CROWD);
  assertEquals(new Set((await leasesOf(state.env)).map(({ port }) => port)), new Set(ports));
  await Promise.all(started.map((one) => one.write("\n").catch(() => {})));
  await Promise.all(started.map(({ ended }) => ended));
  const left = (await leasesOf(state.env)).map(({ port }) => port);
  assertEquals(new Set(left), new Set(ports.filter((_, i) => i % 2 === 1)));
});

liveTest(
  "portik use works for nobody, and says what is missing where there is no place for leases",
  ["root"],
  async () => {
    await using as = await makePublicProgram();
    const env = { XDG_STATE_HOME: "" };
    const words = ["use", "--", "sh", "-c", "echo $PORT"];
    assertMatch((await portik(words, { as, env })).stdout, /^\d+\n$/);
    const homeless = await portik(words, { as, env: { ...env, HOME: "" } });
    assertEquals(homeless.code, 5);
    assertStringIncludes(homeless.stderr, "HOME is not set");
    const elsewhere = await portik(words, { as, env: { XDG_STATE_HOME: "/proc/self" } });
    assertEquals(elsewhere.code === 5 || elsewhere.code === 3, true, elsewhere.stderr);
    await using open = await stateEnv();
    await Deno.chmod(open.path, 0o777);
    const unsafe = await portik(words, { as, env: open.env });
    assertEquals(unsafe.code, 3);
    assertStringIncludes(unsafe.stderr, "can be written by everybody");
    await Deno.chown(open.path, NOBODY, NOBODY);
    await Deno.chmod(open.path, 0o700);
    const foreign = await portik(words, { env: open.env });
    assertEquals(foreign.code, 3);
    assertStringIncludes(foreign.stderr, "belongs to another user");
  },
);

liveTest(
  "portik use keeps ports apart between users who know nothing of each other",
  ["root"],
  async () => {
    await using as = await makePublicProgram();
    await using state = await stateEnv();
    const runs = Array.from({ length: 5 }, () => [
      portik(["use", "--", "sh", "-c", "echo $PORT"], { as, env: { XDG_STATE_HOME: "" } }),
      portik(["use", "--", "sh", "-c", "echo $PORT"], state),
    ]).flat();
    const results = await inTime("all of them", Promise.all(runs));
    assertEquals(results.map(({ code }) => code), results.map(() => 0));
  },
);

liveTest("portik use lets a terminal's Ctrl-C reach the command once", ["tmux"], async () => {
  await using state = await stateEnv();
  const script = `${state.path}/count.ts`;
  // No shell: it would take two signals at once for one.
  await Deno.writeTextFile(
    script,
    `Deno.addSignalListener("SIGINT", () => {
      Deno.writeTextFileSync("${state.path}/seen", "x", { append: true });
      console.log("seen");
    });
    Deno.addSignalListener("SIGTERM", () => Deno.exit(5));
    setInterval(() => {}, 1000);
    console.log("ready");`,
  );
  const command = [Deno.execPath(), "run", "-A", "--no-config", script];
  const argv = [...program(), "use", "--", ...command];
  const shell = ["sh", "-c", 'trap : INT; "$@"; echo exit $?; exec sleep 600', "sh", ...argv];
  const env = { ...state.env, PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "/" };
  await using terminal = await Terminal.start(shell, { folder: state.path, env });
  await terminal.shows("that it runs", (screen) => screen.includes("ready"));
  await terminal.press("C-c");
  await terminal.shows("the first", (screen) => screen.includes("seen"));
  await terminal.press("C-c");
  await terminal.shows("the second", (screen) => (screen.match(/seen/g) ?? []).length > 1);
  // What comes later than both is enough to prove that nothing else came before it.
  const { stdout } = await portik(["leases", "--json"], state);
  Deno.kill(JSON.parse(stdout).data.leases[0].pid, "SIGTERM");
  await terminal.shows("the exit code", (screen) => screen.includes("exit 5"));
  assertEquals(await Deno.readTextFile(`${state.path}/seen`), "xx");
});
