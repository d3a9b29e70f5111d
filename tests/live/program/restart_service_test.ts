import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { problemsOfAnswer } from "../../schemas.ts";
import { makeCgroup } from "../cgroup.ts";
import { Docker, DOCKER_NEEDS } from "../docker.ts";
import { holderOf, tempFolder } from "../launch.ts";
import { Podman, PODMAN_NEEDS } from "../podman.ts";
import { portik } from "../program.ts";
import { end, flat, makeSite, socat, textOf } from "../site.ts";
import { liveTest } from "../tools.ts";
import { isDead, until } from "../until.ts";

liveTest(
  "portik restart proposes --tree for a launcher's child, and restarts the launcher with it",
  [
    "ss",
    "bash",
    "socat",
  ],
  async () => {
    const argv = (port: number) => {
      const line = `${socat(port).join(" ")} & wait`;
      return ["bash", "-c", 'exec -a npm sh -c "$0" run dev', line];
    };
    await using site = await makeSite({ argv });
    const refused = await site.restart("--yes");
    assertEquals(refused.code, 3);
    assertStringIncludes(flat(refused.stderr), "--tree restarts npm");
    assertEquals(holderOf(site.port), site.pid);
    const { code, stdout } = await site.restart("--yes", "--tree", "--json");
    assertEquals(code, 0, stdout);
    const { outcome: { by, pids: [npm] } } = JSON.parse(stdout).data;
    try {
      assertEquals([by.pid, textOf(npm, "cmdline").split("\0")[0]], [holderOf(site.port), "npm"]);
    } finally {
      end(npm);
    }
  },
);

liveTest("portik restart restarts what npm has started without npm, and says so", [
  "ss",
  "npm",
  "socat",
], async () => {
  const argv = (port: number, folder: string) => {
    const scripts = { dev: socat(port).join(" ") };
    Deno.writeTextFileSync(`${folder}/package.json`, JSON.stringify({ scripts }));
    return ["npm", "run", "dev"];
  };
  await using site = await makeSite({ argv });
  const environ = textOf(site.pid, "environ");
  const { code, stdout } = await site.restart("--yes");
  assertEquals(code, 0, stdout);
  assertStringIncludes(flat(stdout), "What started it, npm run dev (pid ");
  assertEquals(textOf(holderOf(site.port), "environ"), environ);
  const all = await site.restart("--yes", "--tree");
  assertEquals([all.code, all.stdout.includes("npm")], [0, false], all.stdout);
});

liveTest("portik restart has systemd restart its unit, and names the command where it cannot", [
  "ss",
  "cgroup2",
  "socat",
], async () => {
  using cgroup = makeCgroup(".service");
  await using site = await makeSite({ argv: socat });
  cgroup.add(site.pid);
  const unit = cgroup.path.slice(1);
  const bin = `${site.folder}/bin`;
  await Deno.mkdir(bin);
  const run = (words: string[]) =>
    portik(["restart", `${site.port}`, ...words], {
      env: { PATH: `${bin}:${Deno.env.get("PATH")}`, XDG_STATE_HOME: `${site.folder}/state` },
    });
  const tell = (body: string) =>
    Deno.writeTextFile(`${bin}/systemctl`, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  await tell("echo 'Failed to connect to bus' >&2; exit 1");
  const refused = await run(["--yes"]);
  assertEquals(refused.code, 5);
  assertStringIncludes(flat(refused.stdout), "systemctl says: Failed to connect to bus");
  assertEquals(holderOf(site.port), site.pid);
  await tell(
    `echo "$@" >${site.folder}/asked; kill ${site.pid}
    while ss -Hltn 'sport = :${site.port}' | grep -q .; do sleep 0.05; done
    setsid ${socat(site.port).join(" ")} >/dev/null 2>&1 &`,
  );
  const preview = await run(["--dry-run"]);
  assertStringIncludes(preview.stdout, `systemctl restart ${unit}`);
  const { code, stdout } = await run(["--yes"]);
  assertEquals(code, 0, stdout);
  assertEquals(await Deno.readTextFile(`${site.folder}/asked`), `restart ${unit}\n`);
  assertStringIncludes(flat(stdout), "is held again by socat");
  end(holderOf(site.port));
  await until("the unit is empty", () => holderOf(site.port) === undefined && isDead(site.pid));
});

liveTest("portik restart has the engine restart a container", DOCKER_NEEDS, async () => {
  await using docker = await Docker.start();
  await using folder = await tempFolder();
  const id = await docker.run({ name: "shop-web", publish: ["8080:80"] });
  const startedAt = async () => await docker.command("inspect", "-f", "{{.State.StartedAt}}", id);
  const before = await startedAt();
  const { code, stdout } = await portik(["restart", "8080", "--yes", "--timeout", "3s", "--json"], {
    through: docker.netns.command([]),
    env: { ...docker.env, XDG_STATE_HOME: folder.path },
  });
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [0, []], stdout);
  const { how, names, run, outcome } = document.data;
  assertEquals([how, names, outcome.result], ["container", ["shop-web"], "restarted"]);
  assertEquals(run, [["docker", "restart", "-t", "3", "shop-web"]]);
  assert(before !== await startedAt());
  const told = await portik(["restart", "8080", "--yes", "--json", "--verbose"], {
    through: docker.netns.command([]),
    env: { ...docker.env, XDG_STATE_HOME: folder.path },
  });
  const lines = told.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals([told.code, lines.flatMap(problemsOfAnswer)], [0, []]);
  assertEquals(lines.map(({ kind, data }) => data.event ?? kind), [
    "restarting",
    "held",
    "restart",
  ]);
});

liveTest("portik restart has podman restart a pod", PODMAN_NEEDS, async () => {
  await using podman = await Podman.start();
  await using folder = await tempFolder();
  // Podman needs a home of its own, in which Deno would find none of what it has loaded before.
  const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  await podman.command("pod", "create", "--name", "shop", "-p", "8080:80");
  const id = await podman.run({ name: "web", pod: "shop" });
  const startedAt = async () => await podman.command("inspect", "-f", "{{.State.StartedAt}}", id);
  const before = await startedAt();
  const { code, stdout } = await portik(
    ["restart", "8080", "--yes", "--timeout", "30s", "--json"],
    {
      through: podman.netns.command([]),
      env: { ...podman.env, DENO_DIR: cache, XDG_STATE_HOME: folder.path },
    },
  );
  const document = JSON.parse(stdout);
  assertEquals([code, problemsOfAnswer(document)], [0, []], stdout);
  assertEquals(document.data.run, [["podman", "pod", "restart", "shop"]]);
  assert(before !== await startedAt());
});
