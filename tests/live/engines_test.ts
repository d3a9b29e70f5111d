/** What becomes of a look when a container engine is missing, broken, or not what it seems. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Question } from "../../src/model/question.ts";
import type { Gap } from "../../src/model/snapshot.ts";
import { Actor, type ActorOptions } from "./acting.ts";
import { askPort } from "./containers.ts";
import { Docker, DOCKER_NEEDS } from "./docker.ts";
import { Podman, PODMAN_NEEDS } from "./podman.ts";
import { liveTest, type Need } from "./tools.ts";

/** A folder of programs that stand before the real ones. */
interface Programs extends AsyncDisposable {
  readonly path: string;
}

/** Makes programs out of shell scripts. */
async function makePrograms(scripts: Readonly<Record<string, string>>): Promise<Programs> {
  const folder = await Deno.makeTempDir({ prefix: "portik-" });
  await Deno.chmod(folder, 0o755);
  for (const [name, script] of Object.entries(scripts)) {
    await Deno.writeTextFile(`${folder}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return {
    path: `${folder}:${Deno.env.get("PATH")}`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const NOBODY_HERE = { DOCKER_HOST: "unix:///nowhere/docker.sock", CONTAINER_HOST: "" };

/** The gaps of one engine when `actor` looks, and whether any engine told of containers. */
async function gapsOf(
  options: ActorOptions,
  engine: "docker" | "podman",
  engines: Question["engines"] = "always",
): Promise<{ reasons: string[]; known: boolean }> {
  await using looker = await Actor.start(options);
  const { gaps, known } = await looker.look(askPort(1, engines));
  const reasons = gaps.filter(({ fact, source }: Gap) => fact === "containers" && source === engine)
    .map(({ reason }) => reason);
  return { reasons, known: known.includes("containers") };
}

liveTest("docker that never answers costs its deadline and leaves a gap", ["docker"], async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/docker.sock`;
  using _silent = Deno.listen({ transport: "unix", path });
  await using looker = await Actor.start({ env: { DOCKER_HOST: `unix://${path}` } });
  const begun = performance.now();
  const { gaps, known } = await looker.look(askPort(1, "always"), { probeTimeout: 3000 });
  const took = performance.now() - begun;
  assert(took >= 3000 && took < 30_000, `took ${took} ms`);
  assertEquals(gaps.filter(({ source }) => source === "docker"), [
    { fact: "containers", source: "docker", reason: "docker did not answer within 3 s" },
  ]);
  assert(known.includes("sockets"));
  await Deno.remove(folder, { recursive: true });
});

liveTest("docker without its engine leaves a gap with the reason", ["docker"], async () => {
  const { reasons } = await gapsOf({ env: NOBODY_HERE }, "docker");
  assertEquals(reasons.length, 1);
  assertMatch(reasons[0] ?? "", /^docker exited with 1: .*unix:\/\/\/nowhere\/docker\.sock/);
});

liveTest("engines that are not installed are gaps only for who asks for them", [], async () => {
  const env = { ...NOBODY_HERE, PATH: "/nowhere" };
  for (const engine of ["docker", "podman"] as const) {
    const asked = await gapsOf({ env }, engine);
    assertEquals(asked, { reasons: [`${engine} is not installed`], known: false });
    const auto = await gapsOf({ env }, engine, "auto");
    assertEquals(auto, { reasons: [], known: true });
  }
});

/** What an engine may do wrong, and what is said of it. */
const FAULTS: readonly (readonly [what: string, script: string, reason: RegExp])[] = [
  ["prints rubbish", "echo hello", /printed something that is not its list$/],
  ["is cut off", `printf '{"id":"a","na'`, /printed something that is not its list$/],
  ["is killed", "kill -9 $$", /exited with 137$/],
  ["complains at length", "echo no >&2; echo more >&2; exit 3", /exited with 3: no$/],
];

liveTest("engines that do wrong leave a gap with the reason", [], async (t) => {
  for (const [what, script, reason] of FAULTS) {
    for (const engine of ["docker", "podman"] as const) {
      await t.step(`${engine} ${what}`, async () => {
        await using programs = await makePrograms({
          docker: "exit 0",
          podman: "echo '[]'",
          [engine]: script,
        });
        const env = { PATH: programs.path, CONTAINERS_CONF: "/dev/null" };
        const { reasons, known } = await gapsOf({ env }, engine);
        assertEquals(reasons.length, 1);
        assertMatch(reasons[0] ?? "", reason);
        // The other one has answered.
        assert(known);
      });
    }
  }
});

liveTest(
  "podman that prints nothing leaves a gap, for without containers it prints a list",
  [],
  async () => {
    await using programs = await makePrograms({ docker: "exit 0", podman: "exit 0" });
    const env = { PATH: programs.path, CONTAINERS_CONF: "/dev/null" };
    assertEquals(await gapsOf({ env }, "podman"), {
      reasons: ["podman printed something that is not its list"],
      known: true,
    });
    assertEquals((await gapsOf({ env }, "docker")).reasons, []);
  },
);

const BOTH: readonly Need[] = [...new Set([...DOCKER_NEEDS, ...PODMAN_NEEDS])];

liveTest(
  "docker that may not be asked leaves a gap that says what is needed",
  DOCKER_NEEDS,
  async () => {
    await using docker = await Docker.start();
    await Deno.chmod(docker.folder, 0o755);
    const { netns, env } = docker;
    const { reasons } = await gapsOf({ as: "nobody", netns, env }, "docker", "auto");
    assertEquals(reasons, [
      `needs root or the group docker: permission denied on ${env.DOCKER_HOST}`,
    ]);
  },
);

liveTest(
  "askEngines() has the answer of one engine while the other hangs",
  PODMAN_NEEDS,
  async () => {
    await using podman = await Podman.start();
    await podman.run({ name: "web", publish: ["127.0.0.1:8081:80"] });
    await using programs = await makePrograms({ docker: "exec sleep infinity" });
    const env = { ...podman.env, PATH: programs.path, DOCKER_HOST: "unix:///nowhere" };
    await using looker = await Actor.start({ netns: podman.netns, env });
    const question = askPort(8081, "always", "tcp");
    const { containers, gaps, known } = await looker.look(question, { probeTimeout: 3000 });
    assertEquals(containers.map(({ name }) => name), ["web"]);
    assertEquals(gaps, [
      { fact: "containers", source: "docker", reason: "docker did not answer within 3 s" },
    ]);
    assert(known.includes("containers"));
  },
);

liveTest("askEngines() counts the containers of podman-docker once", PODMAN_NEEDS, async () => {
  await using podman = await Podman.start();
  await podman.run({ name: "web", publish: ["127.0.0.1:8081:80"] });
  // As the package podman-docker has it, with and without the file that silences it.
  const silent = 'exec podman "$@"';
  const loud = "echo 'Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet " +
    `msg.' >&2\n${silent}`;
  for (const script of [loud, silent]) {
    await using programs = await makePrograms({ docker: script });
    const env = { ...podman.env, PATH: programs.path, DOCKER_HOST: "" };
    await using looker = await Actor.start({ netns: podman.netns, env });
    const { containers, gaps } = await looker.look(askPort(8081, "always", "tcp"));
    assertEquals([containers.map(({ engine }) => engine), gaps], [["podman"], []]);
  }
});

liveTest("askEngines() tells of Docker's and Podman's containers together", BOTH, async () => {
  await using docker = await Docker.start();
  await using podman = await Podman.start();
  await docker.run({ name: "of-docker", publish: ["127.0.0.1:8081:80"] });
  await podman.run({ name: "of-podman", publish: ["8082:80"], start: false });
  const env = { ...docker.env, ...podman.env };
  await using looker = await Actor.start({ netns: docker.netns, env });
  const { containers, gaps, asked } = await looker.look(askPort(8083));
  assertEquals([containers.map(({ name }) => name).sort(), gaps], [["of-docker", "of-podman"], []]);
  const engines = asked.filter(({ fact }) => fact === "containers").map(({ source }) => source);
  assertEquals(engines, ["docker", "podman"]);
});

liveTest("askEngines() tells once of what Docker sees through Podman's socket", [
  ...PODMAN_NEEDS,
  "docker",
], async () => {
  await using podman = await Podman.start();
  await podman.run({ name: "web", publish: ["8081:80"] });
  await podman.command("pod", "create", "--name", "shop", "--publish", "8082:80");
  await podman.run({ name: "shop-web", pod: "shop" });
  await using service = await podman.serve();
  const env = { ...podman.env, DOCKER_HOST: service.address };
  await using looker = await Actor.start({ netns: podman.netns, env });
  const { containers, gaps } = await looker.look(askPort(8081, "always", "tcp"));
  assertEquals(gaps, []);
  assertEquals(containers.map(({ engine, name }) => `${engine} ${name}`).sort(), [
    "podman shop-web",
    "podman web",
  ]);
  // Docker alone knows them by that socket as well.
  await using programs = await makePrograms({ podman: "exit 1" });
  const alone = { DOCKER_HOST: service.address, PATH: programs.path };
  await using other = await Actor.start({ netns: podman.netns, env: alone });
  const seen = await other.look(askPort(8081, "always", "tcp"));
  const web = seen.containers.find(({ name }) => name === "web");
  assertEquals([web?.engine, web?.publications[0]?.hostPort], ["docker", 8081]);
});
