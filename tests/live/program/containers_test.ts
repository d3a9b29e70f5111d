import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Docker, DOCKER_NEEDS } from "../docker.ts";
import { freePort } from "../open.ts";
import { PASTA_NEEDS, startPasta } from "../pasta.ts";
import { Podman, PODMAN_NEEDS, ROOTLESS_NEEDS } from "../podman.ts";
import { makePublicProgram, portik, type RunChoices } from "../program.ts";
import { NOBODY } from "../public_copy.ts";
import { liveTest } from "../tools.ts";
import { until } from "../until.ts";

/** The answer of `explain` for one port, and what there is of it to look at. */
async function explain(args: readonly (string | number)[], choices: RunChoices = {}) {
  const { code, stdout } = await portik(["explain", ...args.map(String), "--json"], choices);
  const { data, gaps } = JSON.parse(stdout);
  const [port] = data.ports;
  const { verdict, next } = port;
  const finding = verdict.findings.find((one: { rule: string }) =>
    one.rule === "container-mapping"
  );
  return { code, port, verdict, next, gaps, finding };
}

/** What `explain` proposes must never be a signal to a program that only forwards. */
function assertNoKill(next: readonly (readonly string[])[]): void {
  assert(!next.some((argv) => argv.includes("kill")), JSON.stringify(next));
}

/** Waits until somebody answers on a port inside of a container. */
async function untilServed(port: number, choices: RunChoices): Promise<void> {
  await until(`${port} is served`, async () => {
    const { port: { containers } } = await explain([port], choices);
    return containers.some((one: { process?: unknown }) => one.process !== undefined);
  });
}

liveTest("portik tells of a container behind docker-proxy", DOCKER_NEEDS, async (t) => {
  await using docker = await Docker.start();
  const id = await docker.run({
    name: "shop-web",
    publish: ["8080:80"],
    labels: {
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": "web",
      "com.docker.compose.project.config_files": "/srv/shop/compose.yaml,/srv/shop/more.yaml",
    },
  });
  await docker.run({ name: "later", publish: ["127.0.0.1:8082:80"], start: false });
  await docker.run({
    name: "local",
    publish: ["8083:80"],
    command: ["/bin/httpd", "-f", "-p", "127.0.0.1:80"],
  });
  await docker.run({ name: "wrong", publish: ["8084:81"] });
  const choices = { through: docker.netns.command([]), env: docker.env };
  await untilServed(8080, choices);

  await t.step("explain names it, what it publishes, and who answers inside", async () => {
    const { port, verdict, next, finding } = await explain([8080], choices);
    assertStringIncludes(verdict.sentence, "8080 is held by container shop-web (web:1) through");
    assertEquals(finding.message, "8080 is published by container shop-web for its port 80");
    const [name, place, service, inside] = finding.evidence;
    assertEquals([name, place, service], [
      `container ${id.slice(0, 12)}, image web:1`,
      "at 0.0.0.0:8080 and [::]:8080 for its port 80",
      "compose project shop, service web, file /srv/shop/compose.yaml",
    ]);
    assertMatch(inside, /^inside, httpd \(pid \d+\) listens on :: port 80$/);
    assertEquals(next, [["docker", "stop", "shop-web"]]);
    const [container] = port.containers;
    assertEquals(
      [container.id, container.composeService, container.containerPort, container.hostAddress],
      [id, "web", 80, "0.0.0.0"],
    );
    assertEquals(container.composeOverrides, ["/srv/shop/more.yaml"]);
    assertEquals([container.process.name, container.process.pid], ["httpd", container.pid]);
  });

  await t.step("who says it in words", async () => {
    const { stdout } = await portik(["who", "8080"], choices);
    assertMatch(
      stdout.replaceAll(/\n +/g, " "),
      /container shop-web \(web:1\): 0\.0\.0\.0:8080 and \[::\]:8080 -> 80\/tcp, compose service web of project shop, inside httpd \(pid \d+\)/,
    );
    const summary = await portik(["who", "8080", "--summary"], choices);
    assertEquals(
      summary.stdout,
      "8080/tcp is listening: container shop-web (web:1) on 0.0.0.0 and ::\n",
    );
  });

  await t.step("explain tells of one that wants the port when it starts", async () => {
    const { port, finding, next } = await explain([8082], choices);
    assertEquals([port.status, finding.severity], ["free", "info"]);
    assertEquals(finding.message, "Container later (created) publishes 8082 when it starts");
    assertEquals(next, []);
  });

  await t.step("explain warns where nobody can answer inside", async () => {
    await untilServed(8083, choices);
    const local = await explain([8083], choices);
    assertEquals([local.finding.severity, local.finding.message], [
      "warning",
      "8083 is published by container local for its port 80, where nothing but 127.0.0.1 is bound",
    ]);
    const wrong = await explain([8084], choices);
    assertEquals(
      wrong.finding.message,
      "8084 is published by container wrong for its port 81, where nothing listens",
    );
    assertMatch(wrong.finding.evidence.at(-1), /^inside, httpd \(pid \d+\) listens on :: port 80$/);
    assertEquals(wrong.next, [["docker", "stop", "wrong"]]);
  });

  await t.step(
    "explain says nothing of containers for other ports, or where it may not ask",
    async () => {
      const free = await explain([8081], choices);
      assertEquals([free.port.status, free.port.containers], ["free", []]);
      const told = await explain([8080, "--no-docker"], choices);
      assertEquals([told.port.containers, told.finding], [[], undefined]);
      assertNoKill(told.next);
    },
  );

  await t.step("explain tells nobody what it needs to ask Docker", async () => {
    await Deno.chmod(docker.folder, 0o755);
    await using as = await makePublicProgram();
    const through = docker.netns.command([], NOBODY);
    const { port, gaps, next, verdict } = await explain([8080], { as, through, env: docker.env });
    assertEquals(gaps.filter((gap: { fact: string }) => gap.fact === "containers"), [{
      fact: "containers",
      source: "docker",
      reason: `needs root or the group docker: permission denied on ${docker.env.DOCKER_HOST}`,
    }]);
    assertEquals([port.status, port.containers], ["listening", []]);
    const blind = verdict.rules.blind.map(({ rule }: { rule: string }) => rule);
    assert(blind.includes("container-mapping"));
    assertNoKill(next);
  });

  await t.step("explain tells the id of a container that no engine tells about", async () => {
    const inside = await docker.run({
      ...{ name: "host", network: "host", command: ["/bin/httpd", "-f", "-p", "8085"] },
    });
    const env = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
    const short = inside.slice(0, 12);
    await until("it listens", async () => {
      const { verdict } = await explain([8085], { ...choices, env });
      return verdict.sentence.includes(` in container ${short} on ::`);
    });
    const { port } = await explain([8085], { ...choices, env });
    assertEquals(port.listeners[0].containerId, inside);
  });
});

liveTest("portik explain goes on without an engine that hangs", ["docker"], async () => {
  const dir = await Deno.makeTempDir();
  using _hole = Deno.listen({ transport: "unix", path: `${dir}/docker.sock` });
  const env = { DOCKER_HOST: `unix://${dir}/docker.sock` };
  const args = [freePort(), "--docker", "--probe-timeout", "3s"];
  const { code, port, gaps } = await explain(args, { env });
  assertEquals([code, port.status], [0, "free"]);
  assertEquals(gaps.filter((gap: { source: string }) => gap.source === "docker"), [{
    fact: "containers",
    source: "docker",
    reason: "docker did not answer within 3 s",
  }]);
  await Deno.remove(dir, { recursive: true });
});

liveTest("portik tells of the containers of Podman as root", PODMAN_NEEDS, async (t) => {
  await using podman = await Podman.start();
  await podman.command("pod", "create", "--name", "shop", "--publish", "8080:80");
  await podman.run({ name: "db", pod: "shop", command: ["/bin/httpd", "-f", "-p", "5432"] });
  await podman.run({ name: "web", pod: "shop" });
  await podman.run({ name: "alone", publish: ["127.0.0.1:8081:80"] });
  await podman.command("pause", "alone");
  const choices = { through: podman.netns.command([]), env: podman.env };
  await untilServed(8080, choices);

  await t.step("explain names the container of a pod, and stops the pod", async () => {
    const { port, verdict, next, finding } = await explain([8080], choices);
    assertMatch(
      verdict.sentence,
      /^8080 is held by container web \(localhost\/web:1\) of pod shop through conmon \(pid \d+, user root\) on 0\.0\.0\.0/,
    );
    assertEquals(finding.message, "8080 is published by container web of pod shop for its port 80");
    assertEquals(next, [["podman", "pod", "stop", "shop"]]);
    const names = port.containers.map(({ name, pod }: Record<string, string>) => `${name} ${pod}`);
    assertEquals(names.sort(), ["db shop", "web shop"]);
  });

  await t.step("explain lets a paused one go on before it stops it", async () => {
    const { next, finding } = await explain([8081], choices);
    assertEquals(finding.severity, "warning");
    assertEquals(next, [["podman", "unpause", "alone"], ["podman", "stop", "alone"]]);
  });
});

liveTest("portik tells of the containers of a user", ROOTLESS_NEEDS, async (t) => {
  await using podman = await Podman.start({ as: "nobody" });
  await podman.run({ name: "web", network: "slirp4netns", publish: ["8080:80"] });

  await t.step("explain names it to that user", async () => {
    await using as = await makePublicProgram();
    const through = podman.netns.command([], NOBODY);
    const choices = { as, through, env: podman.env };
    await untilServed(8080, choices);
    const { verdict, next, finding } = await explain([8080], choices);
    assertMatch(verdict.sentence, /^8080 is held by container web \(\S+\) through rootlessport/);
    assertMatch(finding.evidence.at(-1), /^inside, httpd \(pid \d+\) listens on :: port 80$/);
    assertEquals(next, [["podman", "stop", "web"]]);
  });

  await t.step("explain tells root whom to ask, and kills no forwarder", async () => {
    const { next, finding } = await explain([8080], {
      through: podman.netns.command([]),
      env: { CONTAINERS_CONF: "/dev/null" },
    });
    assertMatch(finding.message, /^8080 is forwarded to a container by rootlessport \(pid \d+\)$/);
    assertEquals(next, [["sudo", "-iu", "nobody", "podman", "port", "--all"]]);
  });
});

liveTest("portik explain proposes no signal to a real pasta", PASTA_NEEDS, async () => {
  await using pasta = await startPasta(8080);
  const { port, next, verdict } = await explain([8080], { through: pasta.netns.command([]) });
  assertMatch(verdict.sentence, /^8080 is held by pas(?:st|ta)\S* \(pid \d+/);
  const owners = port.listeners[0].owners.map(({ pid }: { pid: number }) => pid);
  assert(owners.every((pid: number) => pasta.pids.includes(pid)));
  assertNoKill(next);
  assertEquals(next.at(-1)?.slice(-3), ["podman", "port", "--all"]);
});
