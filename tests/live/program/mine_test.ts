import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { envOf, PORT4ME, wordsOf } from "../../port4me.ts";
import { problemsOfAnswer } from "../../schemas.ts";
import { freePort } from "../open.ts";
import { makePublicProgram, portik } from "../program.ts";
import { makeSocket } from "../scene.ts";
import { liveTest } from "../tools.ts";

const CLEAN = Object.fromEntries(
  Object.keys(Deno.env.toObject()).filter((name) => name.includes("PORT4ME")).map((
    name,
  ) => [name, ""]),
);

/** Runs `mine` for alice, with no PORT4ME variable but these. */
function mine(words: readonly string[], env: Readonly<Record<string, string>> = {}, cwd?: string) {
  return portik(["mine", ...words], {
    env: { ...CLEAN, USER: "alice", ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
}

Deno.test("portik port4me prints what port4me printed", async () => {
  // Every one is compared without a process of its own in tests/analysis/mine/mine_test.ts.
  const runs = PORT4ME.cases.filter((_, i) => i % 16 === 0);
  assert(runs.length >= 10);
  for (const run of runs) {
    const env = { ...CLEAN, _PORT4ME_CHECK_AVAILABLE_PORTS_: "any", ...envOf(run) };
    const { code, stdout } = await portik(["port4me", ...wordsOf(run)], { env });
    assertEquals([code, stdout], [0, run.expected.map((port) => `${port}\n`).join("")], run.id);
  }
});

Deno.test("portik mine prints a single port, and the same again", async () => {
  const one = await mine(["my-tool"]);
  assertMatch(one.stdout, /^\d+\n$/);
  assertEquals((await mine(["--tool", "my-tool"])).stdout, one.stdout);
});

for (
  const [what, address, listens] of [
    ["on 127.0.0.1", "127.0.0.1", true],
    ["on 127.0.0.2", "127.0.0.2", true],
    ["on ::1", "::1", true],
    ["on every address", "::", true],
    ["that is bound and does not listen", "127.0.0.1", false],
  ] as const
) {
  liveTest(
    `portik mine passes over a port ${what}`,
    address === "::1" ? ["ipv6"] : [],
    async () => {
      await using scene = await makeSocket({ address, ...(listens ? {} : { listens }) });
      const other = freePort();
      const words = ["--include", `${other}`, "--prepend", `${scene.port}`];
      const { code, stdout, stderr } = await mine(words);
      assertEquals([code, stdout], [0, `${other}\n`]);
      assertStringIncludes(stderr, `The port is ${other}, because ${scene.port} is `);
      if (listens) assertStringIncludes(stderr, `pid ${scene.actor.pid}`);
      assertEquals((await mine([...words, "-q"])).stderr, "");
      assertEquals(await mine(["--test", `${scene.port}`]), { code: 1, stdout: "", stderr: "" });
      assertEquals(await mine(["--test", `${other}`]), { code: 0, stdout: "", stderr: "" });
    },
  );
}

liveTest("portik mine looks at UDP where that is asked", [], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1", proto: "udp" });
  const test = async (...words: string[]) =>
    (await mine(["--test", `${scene.port}`, ...words])).code;
  assertEquals([await test(), await test("--proto", "udp"), await test("--proto", "all")], [
    0,
    1,
    1,
  ]);
});

liveTest("portik mine says that every port it could have is held", [], async () => {
  await using scene = await makeSocket({ address: "127.0.0.1" });
  const only = ["--include", `${scene.port}`];
  const { code, stdout, stderr } = await mine(only);
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, "portik: No port is free: 1 is held\n");
  assertStringIncludes(stderr, `portik: ${scene.port} is held by`);
  const quiet = await mine(only, { PORT4ME_MUST_WORK: "false" });
  assertEquals([quiet.code, quiet.stdout], [0, "-1\n"]);
});

liveTest(
  "portik mine --test refuses a port below 1024 to who may not bind it",
  ["root"],
  async () => {
    const start = await Deno.readTextFile("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    await using as = await makePublicProgram();
    const env = { USER: "alice" };
    const { code, stdout } = await portik(["mine", "--test", "1"], { as, env });
    assertEquals([code, stdout], [Number(start) > 1 ? 1 : 0, ""]);
    const first = await portik(["mine", "--prepend", "1"], { as, env });
    if (Number(start) > 1) {
      assertStringIncludes(first.stderr, "because 1 is free, but you may not bind it");
    }
  },
);

liveTest("portik mine --project tells checkouts and worktrees apart", ["git"], async () => {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "portik-" }));
  try {
    const git = async (folder: string, ...words: string[]) => {
      const identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"];
      const output = await new Deno.Command("git", { args: [...identity, "-C", folder, ...words] })
        .output();
      assertEquals(output.code, 0, new TextDecoder().decode(output.stderr));
    };
    for (const name of ["shop", "other"]) {
      await Deno.mkdir(`${root}/${name}/src`, { recursive: true });
      await git(`${root}/${name}`, "init", "--quiet");
      await git(`${root}/${name}`, "commit", "--quiet", "--allow-empty", "-m", "first");
    }
    await git(`${root}/shop`, "worktree", "add", "--quiet", "-b", "fix", `${root}/fix`);
    const at = async (folder: string) =>
      (await mine(["--project", "--list", "1"], {}, `${root}/${folder}`)).stdout;
    const ports = [
      await at("shop"),
      await at("other"),
      await at("fix"),
      (await mine(["--list", "1"])).stdout,
    ];
    assertEquals(new Set(ports).size, 4);
    assertEquals(await at("shop/src"), ports[0]);
    const { stdout } = await mine(["--project", "--json"], {}, `${root}/fix`);
    assertEquals(JSON.parse(stdout).data.project, {
      root: `${root}/fix`,
      branch: "fix",
      worktree: "fix",
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

liveTest("portik mine --project keeps the port on which the project listens itself", [
  "ss",
], async () => {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "portik-" }));
  try {
    await Deno.mkdir(`${root}/src`);
    await Deno.writeTextFile(`${root}/deno.json`, "{}");
    const words = ["--project", "--name", "web", "--json"];
    const ask = async () => JSON.parse((await mine(words, {}, root)).stdout);
    const [{ port }] = (await ask()).data.ports;
    const listening = `Deno.listen({ hostname: "127.0.0.1", port: ${port} })`;
    const server = new Deno.Command(Deno.execPath(), {
      args: ["eval", `${listening}; console.log("up"); setInterval(() => {}, 1e6)`],
      cwd: `${root}/src`,
      stdout: "piped",
    }).spawn();
    try {
      const reader = server.stdout.getReader();
      await reader.read();
      const document = await ask();
      assertEquals([document.data.ports[0].port, document.data.ports[0].inUse], [port, true]);
      assertEquals(problemsOfAnswer(document), []);
      const stranger = await mine(["--prepend", `${port}`], {}, "/");
      assert(stranger.stdout !== `${port}\n`);
      await reader.cancel();
    } finally {
      server.kill("SIGKILL");
      await server.status;
    }
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("portik mine --export is taken by a shell, and --env by who reads .env files", async () => {
  const words = ["--name", "web,admin-api", "--export"];
  const { stdout } = await mine(words);
  const script = `${stdout}echo "$WEB_PORT $ADMIN_API_PORT"`;
  const shell = await new Deno.Command("sh", { args: ["-c", script] }).output();
  const [web, api] = new TextDecoder().decode(shell.stdout).trim().split(" ");
  const { data } = JSON.parse((await mine(["--name", "web,admin-api", "--json"])).stdout);
  assertEquals([web, api], data.ports.map(({ port }: { port: number }) => `${port}`));
  assertMatch((await mine(["--name", "web", "--env"])).stdout, /^WEB_PORT=\d+\n$/);
});

Deno.test("portik mine --json keeps to its schema", async () => {
  for (const words of [["x"], ["--list", "3"], ["--test", "1"], ["--name", "a,b", "--project"]]) {
    assertEquals(problemsOfAnswer(JSON.parse((await mine([...words, "--json"])).stdout)), []);
  }
});

/** Words and variables that make no sense, and what the sentence must name. */
const BAD: readonly (readonly [string[], Record<string, string>, string])[] = [
  [["--list", "0"], {}, "'0' in --list"],
  [["--list", "-1"], {}, "'-1' in --list"],
  [["--skip", "-1"], {}, "'-1' in --skip"],
  [["--skip=foo"], {}, "'foo' in --skip"],
  [["--test", "0"], {}, "'0' in --test"],
  [["--test", "65536"], {}, "'65536' in --test"],
  [["--user="], {}, "--user"],
  [["--tool", ""], {}, "--tool"],
  [["--include", "5-"], {}, "'5-' in --include"],
  [["--exclude", "7;8"], {}, "'7;8' in --exclude"],
  [["--prepend", "70000"], {}, "'70000' in --prepend"],
  [["--include", "1719"], {}, "no port to choose from"],
  [["--include", "4321", "--exclude", "4321"], {}, "--exclude"],
  [["--name", "a;b"], {}, "'a;b'"],
  [["--name", "a,a"], {}, "'a' is named twice"],
  [["--env", "--export"], {}, "--env and --export"],
  [["--list=2", "--name=a"], {}, "--list and --name"],
  [["a", "b"], {}, "'b'"],
  [["--foo"], {}, "'--foo'"],
  [[], { USER: "", LOGNAME: "", USERNAME: "" }, "USER is not set"],
  [[], { PORT4ME_LIST: "a[$(touch PWNED)]" }, "PORT4ME_LIST"],
  [[], { PORT4ME_SKIP: "a[$(touch PWNED)]" }, "PORT4ME_SKIP"],
  [[], { PORT4ME_TEST: "a[$(touch PWNED)]" }, "PORT4ME_TEST"],
  [[], { PORT4ME_MUST_WORK: "touch PWNED" }, "PORT4ME_MUST_WORK"],
  [[], { PORT4ME_MAX_TRIES: "0" }, "PORT4ME_MAX_TRIES"],
  [[], { PORT4ME_PREPEND: "$(touch PWNED)" }, "PORT4ME_PREPEND"],
  [[], { PORT4ME_EXCLUDE_UNSAFE_CHROME: "x" }, "PORT4ME_EXCLUDE_UNSAFE_CHROME"],
  [[], { _PORT4ME_CHECK_AVAILABLE_PORTS_: "none" }, "_PORT4ME_CHECK_AVAILABLE_PORTS_"],
];

Deno.test("portik mine refuses what makes no sense by its name, and evaluates nothing", async () => {
  const cwd = await Deno.makeTempDir({ prefix: "portik-" });
  try {
    for (const [words, env, names] of BAD) {
      const { code, stdout, stderr } = await mine(words, env, cwd);
      assertEquals([code, stdout], [2, ""], `${words} ${stderr}`);
      assertStringIncludes(stderr, names);
    }
    for (const name of ["DEBUG", "PORT_COMMAND"]) {
      assertEquals((await mine([], { [`PORT4ME_${name}`]: "touch PWNED" }, cwd)).code, 0);
    }
    assertEquals([...Deno.readDirSync(cwd)], []);
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
});
