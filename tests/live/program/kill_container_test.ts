import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { Docker, DOCKER_NEEDS } from "../docker.ts";
import { tempFolder } from "../launch.ts";
import type { Netns } from "../netns.ts";
import { freePort } from "../open.ts";
import { Podman, PODMAN_NEEDS } from "../podman.ts";
import { portik } from "../program.ts";
import { liveTest } from "../tools.ts";
import { until } from "../until.ts";

/** An engine with its own network. */
interface Engine {
  readonly netns: Netns;
  readonly env: Readonly<Record<string, string>>;
  command(...args: readonly string[]): Promise<string>;
}

/** portik beside an engine, with its state in this folder: its answers, which keep to their schemas. */
function besides({ netns, env }: Pick<Engine, "netns" | "env">, state: string) {
  // Podman needs a home of its own, in which Deno would find none of what it has loaded before.
  const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  const choices = {
    through: netns.command([]),
    env: { ...env, DENO_DIR: cache, XDG_STATE_HOME: state },
  };
  return async (...words: readonly string[]) => {
    const { code, stdout } = await portik([...words, "--json"], choices);
    const document = JSON.parse(stdout);
    assertEquals(problemsOfAnswer(document), [], stdout);
    return { code, ...document };
  };
}

async function runs(engine: Engine, name: string): Promise<boolean> {
  return (await engine.command("inspect", "-f", "{{.State.Running}}", name)).trim() === "true";
}

/** Stops container `web`, which publishes port 8080, and starts it again. */
async function stopAndStart(engine: Engine, program: string): Promise<void> {
  await using state = await tempFolder();
  const answer = besides(engine, state.path);
  const killed = await answer("kill", "8080", "--yes", "--timeout", "1s");
  assertEquals([killed.code, killed.data?.steps.length], [0, 1], JSON.stringify(killed));
  const [step] = killed.data.steps;
  assertEquals([step.engine, step.name, step.result], [program, "web", "stopped"]);
  for (const { result } of killed.data.ports) assertEquals(result, "free");
  assertEquals(await runs(engine, "web"), false);
  const { code, data } = await answer("undo", "--yes");
  assertEquals([code, data.outcomes[0].result], [0, "restarted"]);
  assertEquals(await runs(engine, "web"), true);
}

liveTest(
  "portik kill stops a container that a packet filter alone publishes",
  DOCKER_NEEDS,
  async () => {
    await using docker = await Docker.start({ userlandProxy: false });
    await docker.run({ name: "web", publish: ["8080:80"] });
    await stopAndStart(docker, "docker");
  },
);

liveTest("portik kill stops a container of Podman", PODMAN_NEEDS, async () => {
  await using podman = await Podman.start();
  await podman.run({ name: "web", publish: ["8080:80"] });
  await stopAndStart(podman, "podman");
});

liveTest("portik kill stops a container instead of its forwarder, and undo starts it again", [
  ...DOCKER_NEEDS,
  "perl",
], async (t) => {
  await using docker = await Docker.start();
  await using state = await tempFolder();
  await docker.run({ name: "web", publish: ["8080:80"] });
  await docker.run({ name: "other", publish: ["8081:80"] });
  const answer = besides(docker, state.path);
  const running = (name: string) => runs(docker, name);
  const proxies = async () => {
    const { data } = await answer("who", "8080");
    return data.ports[0].listeners.flatMap((one: { owners: { pid: number }[] }) =>
      one.owners.map(({ pid }) => pid)
    );
  };
  await until("the proxy listens", async () => (await proxies()).length > 0);

  await t.step(
    "the pid of a forwarder is refused, with what would stop its container",
    async () => {
      const [pid] = await proxies();
      const { code, error } = await answer("kill", `pid:${pid}`, "--yes", "--force");
      assertEquals([code, error.code], [3, "forwarder"]);
      assertStringIncludes(error.hint, "docker stop -t 5 web");
      assert(await running("web"));
    },
  );

  await t.step("--dry-run shows the command", async () => {
    const { code, data } = await answer("kill", "8080", "--dry-run");
    assertEquals([code, data.plan.steps.length], [0, 1]);
    assertEquals(data.plan.steps[0].run, ["docker", "stop", "-t", "5", "web"]);
    assert(await running("web"));
  });

  await t.step("the port stops the container, and no other", async () => {
    const { code, data } = await answer("kill", "8080", "--yes", "--timeout", "1s");
    assertEquals([code, data.steps[0].result], [0, "stopped"]);
    for (const { result } of data.ports) assertEquals(result, "free");
    assertEquals([await running("web"), await running("other")], [false, true]);
  });

  await t.step("undo starts it again", async () => {
    const { code, data } = await answer("undo", "--yes");
    assertEquals([code, data.outcomes[0].result], [0, "restarted"]);
    assert(await running("web"));
  });

  await t.step("--container stops no process, even where no container is", async () => {
    const port = freePort();
    const [command = "", ...args] = docker.netns.command([
      ...["perl", "-MIO::Socket::INET", "-e"],
      "$s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], Listen => 5) " +
      "or die; sleep 1 while 1",
      String(port),
    ]);
    const child = new Deno.Command(command, { args, stdin: "null" }).spawn();
    try {
      await until("it listens", async () => (await answer("check", `${port}`)).code === 0);
      const { code, error } = await answer("kill", `${port}`, "--container", "--yes");
      assertEquals([code, error.code], [3, "no-container"]);
      assertEquals((await answer("check", `${port}`)).code, 0);
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
  });
});
