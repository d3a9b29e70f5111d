import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Docker, DOCKER_NEEDS } from "../docker.ts";
import { freePort } from "../open.ts";
import { portik } from "../program.ts";
import { makeRetitled, makeSocket } from "../scene.ts";
import { liveTest } from "../tools.ts";
import { until } from "../until.ts";

/** What every planted secret holds, and nothing else on the machine. */
const MARK = `Sw0rdf1sh${crypto.randomUUID().slice(0, 8)}`;

/** Argument lists with secrets, as they stand behind `sh -c 'read x' sh`, which knows nothing of them. */
const ARGVS: readonly (readonly string[])[] = [
  ["app", "--password", MARK, "--port", "80"],
  ["app", `--password=${MARK} ${MARK}`, `--token=${MARK}`, "--api-key", MARK, `--apiKey=${MARK}`],
  ["mysql", "-h", "db", `-p${MARK}`],
  ["sshpass", "-p", MARK, "ssh", "-p", "2222", "db"],
  ["redis-cli", "-a", MARK],
  ["redis-server", "--requirepass", MARK],
  ["docker", "run", "-e", `SECRET=${MARK}`, `-eDB_PASS=${MARK}`, "web"],
  ["env", `PGPASSWORD=${MARK}`, `MYSQL_PWD=${MARK}`, `AWS_SECRET_ACCESS_KEY=${MARK}`, "x"],
  ["curl", "-H", `Authorization: Bearer ${MARK}`, "-u", `me:${MARK}`, "http://db"],
  ["app", `postgres://me:${MARK}@db/x`, `https://${MARK}@h/x`, `amqp://me:a@${MARK}/${MARK}@mq`],
  ["app", `Server=db;Password=${MARK} ${MARK};User Id=me`, `host=db password='a ${MARK}'`],
  ["app", JSON.stringify({ auth: { password: MARK, keys: [MARK] }, argv: ["--token", MARK] })],
  ["sh", "-c", `export TOKEN=${MARK}; cmd --password 'y ${MARK}' && mysql -p${MARK}`],
  ["java", `-Dspring.datasource.password=${MARK}`, `/PASSWORD:${MARK}`],
  ["app", `ghp_${"0".repeat(20)}${MARK}`, `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${MARK}`],
  ["app", `-----BEGIN RSA PRIVATE KEY-----\n${MARK}\n-----END RSA PRIVATE KEY-----`],
];

/** Processes with these arguments, which end when this is disposed of. */
async function withArguments(argvs: readonly (readonly string[])[]): Promise<AsyncDisposable> {
  const children = argvs.map((argv) =>
    new Deno.Command("sh", {
      args: ["-c", "read x", "sh", ...argv],
      env: { SECRET: MARK },
      stdin: "piped",
    }).spawn()
  );
  await until(
    "they show their arguments",
    () => children.every(({ pid }) => Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes(MARK)),
  );
  return {
    async [Symbol.asyncDispose]() {
      for (const { stdin } of children) await stdin.close();
      await Promise.all(children.map(({ status }) => status));
    },
  };
}

/** A server whose working directory bears a secret name. */
async function inFolder(folder: string, port: number): Promise<AsyncDisposable> {
  const code = `const server = Deno.listen({ port: ${port} }); await server.accept();`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    cwd: folder,
  }).spawn();
  await until("it listens", async () => {
    try {
      Deno.listen({ port }).close();
      return false;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      return (await Deno.readLink(`/proc/${child.pid}/cwd`)) === folder;
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

/**
 * An answer without arguments and folders, where the secrets were, without prose and whether a bind was
 * tried, and without what passes: ages, and whether a process had the processor at that instant.
 */
function bare(stdout: string): unknown {
  const out = ["argv", "cwd", "project", "ageSeconds", "sentence", "inferred"];
  return JSON.parse(stdout, (key, value) => {
    return out.includes(key) || value === "running" || value === "sleeping" ? undefined : value;
  });
}

liveTest("portik capture holds no secret of a machine full of them", ["ss"], async () => {
  await using made = new AsyncDisposableStack();
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "portik-" }));
  made.defer(() => Deno.remove(folder, { recursive: true }));
  const home = `${folder}/glpat-${"0".repeat(20)}${MARK}/token=${MARK}`;
  await Deno.mkdir(`${home}/.git`, { recursive: true });
  await Deno.writeTextFile(`${home}/.git/HEAD`, `ref: refs/heads/password=${MARK}\n`);
  made.use(await withArguments(ARGVS));
  const titled = made.use(await makeRetitled(`app --token ${MARK} password=${MARK} on 80`));
  const plain = made.use(
    await makeSocket({ address: "127.0.0.1" }, {
      args: ["--password", MARK],
      env: { DATABASE_PASSWORD: MARK },
    }),
  );
  const port = freePort();
  made.use(await inFolder(home, port));
  const file = `${folder}/machine.json`;
  const env = { DOCKER_HOST: `ssh://me:${MARK}@127.0.0.1:1`, DOCKER_CONFIG: folder };
  assertEquals((await portik(["capture", file], { env })).code, 0);
  const text = await Deno.readTextFile(file);
  for (const line of text.split("\n")) assert(!line.includes(MARK), line);
  for (const word of ["glpat-0000", "ghp_0000", "eyJhbGci", "PRIVATE KEY"]) {
    assert(!text.includes(word), word);
  }
  const raw = (await portik(["capture", "--raw"], { env })).stdout;
  // Twice in each argument list at most: the test would be worth nothing if they were not there.
  assert(raw.split(MARK).length > ARGVS.length, "the secrets are seen");
  const ports = [titled.port, plain.port, port].map(String);
  for (const command of ["who", "explain"]) {
    const live = await portik([command, ...ports, "--no-docker", "--json"], { env });
    const there = await portik([command, ...ports, "--no-docker", "--json", "--from", file]);
    assertEquals(bare(there.stdout), bare(live.stdout), command);
    assertEquals(there.code, live.code);
    assert(!there.stdout.includes(MARK));
  }
  const { stdout } = await portik(["who", `${port}`, "--json", "--from", file]);
  const [owner] = JSON.parse(stdout).data.ports[0].listeners[0].owners;
  assertEquals(owner.cwd, `${folder}/[redacted]/token=[redacted]`);
  assertEquals(owner.project.root, owner.cwd);
});

liveTest(
  "portik capture holds no secret of containers, their labels and variables",
  DOCKER_NEEDS,
  async () => {
    await using docker = await Docker.start();
    const labels = {
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": "web",
      "com.docker.compose.project.config_files": `/srv/password=${MARK}/compose.yaml`,
      "org.example.token": MARK,
      token: MARK,
    };
    await docker.command(
      ...["run", "--detach", "--name", "token", "--publish", "8080:80"],
      ...["--env", `SECRET=${MARK}`, "--env", `DB_URL=postgres://me:${MARK}@db/x`],
      ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
      "web:1",
    );
    await docker.run({ name: "later", publish: ["8081:80"], labels, start: false });
    const folder = await Deno.makeTempDir({ prefix: "portik-" });
    try {
      const file = `${folder}/machine.json`;
      const choices = { through: docker.netns.command([]), env: docker.env };
      assertEquals((await portik(["capture", file], choices)).code, 0);
      const text = await Deno.readTextFile(file);
      assert(!text.includes(MARK));
      for (const port of ["8080", "8081"]) {
        const live = await portik(["explain", port, "--docker", "--json"], choices);
        const there = await portik(["explain", port, "--json", "--from", file]);
        const masked = live.stdout.replaceAll(
          `password=${MARK}/compose.yaml`,
          "password=[redacted]",
        );
        assertEquals(bare(there.stdout), bare(masked));
        assertStringIncludes(there.stdout, port === "8080" ? '"token"' : '"later"');
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
