import { assert, assertEquals } from "@std/assert";
import { portStatus } from "../../src/analysis/port_status.ts";
import { Machine } from "../../src/model/machine.ts";
import { Actor } from "./acting.ts";
import { askPort, listeners, published, serving } from "./containers.ts";
import { type ContainerSpec, Docker, DOCKER_NEEDS } from "./docker.ts";
import { makeSocket } from "./scene.ts";
import { liveTest } from "./tools.ts";
import { until } from "./until.ts";

/** Each container, and with it how portik should see it. */
const CONTAINERS: readonly (ContainerSpec & { state: string; published: readonly string[] })[] = [
  {
    name: "everyone",
    publish: ["8080:80"],
    state: "running",
    published: ["0.0.0.0:8080->80/tcp", ":::8080->80/tcp"],
  },
  {
    name: "loopback",
    publish: ["127.0.0.1:8081:80"],
    state: "running",
    published: ["127.0.0.1:8081->80/tcp"],
  },
  {
    name: "ipv6",
    publish: ["[::1]:8082:80"],
    state: "running",
    published: ["::1:8082->80/tcp"],
  },
  {
    name: "many",
    publish: ["127.0.0.1:9000-9002:9000-9002", "127.0.0.1:9010:53/udp"],
    expose: ["443"],
    state: "running",
    published: [
      "127.0.0.1:9000->9000/tcp",
      "127.0.0.1:9001->9001/tcp",
      "127.0.0.1:9002->9002/tcp",
      "127.0.0.1:9010->53/udp",
    ],
  },
  {
    name: "shop-web-1",
    network: "shop_default",
    publish: ["127.0.0.1:8083:80"],
    labels: {
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": "web",
      "com.docker.compose.project.config_files": "/srv/shop/compose.yaml,/srv/shop/more.yaml",
      "com.docker.compose.project.working_dir": "/srv/shop",
    },
    state: "running",
    published: ["127.0.0.1:8083->80/tcp"],
  },
  {
    name: "host",
    network: "host",
    command: ["/bin/httpd", "-f", "-p", "8085"],
    state: "running",
    published: [],
  },
  {
    name: "created",
    publish: ["8086:80", "127.0.0.1::81"],
    start: false,
    state: "created",
    published: ["0.0.0.0:8086->80/tcp", ":::8086->80/tcp"],
  },
  {
    name: "exited",
    publish: ["127.0.0.1:8087:80"],
    command: ["/bin/sh", "-c", "exit 3"],
    state: "exited",
    published: ["127.0.0.1:8087->80/tcp"],
  },
  {
    name: "discarded",
    network: "host",
    publish: ["8089:80"],
    start: false,
    state: "created",
    published: [],
  },
  {
    name: "paused",
    publish: ["127.0.0.1:8088:80"],
    state: "paused",
    published: ["127.0.0.1:8088->80/tcp"],
  },
];

liveTest("docker and Machine find the containers of a real engine", DOCKER_NEEDS, async (t) => {
  await using docker = await Docker.start();
  await docker.command("network", "create", "shop_default");
  await Promise.all(CONTAINERS.map((spec) => docker.run(spec)));
  await docker.command("pause", "paused");
  await docker.command("wait", "exited");

  await t.step("docker reads names, states and ports of all of them", async () => {
    const { containers, gaps, known } = await docker.look(askPort(undefined));
    assertEquals(gaps.filter(({ source }) => source === "docker"), []);
    assert(known.includes("containers"));
    const ours = containers.filter(({ engine }) => engine === "docker");
    const seen = ours.map((one) => ({
      name: one.name,
      state: one.state,
      published: published(one),
    }));
    const expected = CONTAINERS.map(({ name, state, published }) => ({ name, state, published }));
    const byName = (a: { name: string }, b: { name: string }) => a.name < b.name ? -1 : 1;
    assertEquals(seen.sort(byName), expected.sort(byName));
    assert(ours.every(({ image, id }) => image === "web:1" && /^[0-9a-f]{64}$/.test(id)));
    const up = ours.filter(({ state }) => state === "running" || state === "paused");
    assert(up.every(({ pid, remote }) => pid !== undefined && !remote));
    assert(ours.filter((one) => !up.includes(one)).every(({ pid }) => pid === undefined));
  });

  await t.step("docker reads the labels of compose", async () => {
    const { containers } = await docker.look(askPort(8083));
    const labelled = containers.filter(({ composeProject }) => composeProject !== undefined);
    assertEquals(
      labelled.map((one) => [one.name, one.composeProject, one.composeService, one.composeFile]),
      [["shop-web-1", "shop", "web", "/srv/shop/compose.yaml"]],
    );
    assertEquals(labelled[0]?.composeOverrides, ["/srv/shop/more.yaml"]);
  });

  await t.step("Machine.container() finds it behind docker-proxy, on IPv4 and IPv6", async () => {
    assertEquals(await listeners(docker, 8080), [
      "0.0.0.0 docker-proxy everyone",
      ":: docker-proxy everyone",
    ]);
    assertEquals(await listeners(docker, 8081), ["127.0.0.1 docker-proxy loopback"]);
    assertEquals(await listeners(docker, 8082), ["::1 docker-proxy ipv6"]);
    assertEquals(await listeners(docker, 8083), ["127.0.0.1 docker-proxy shop-web-1"]);
    assertEquals(await listeners(docker, 9001), ["127.0.0.1 docker-proxy many"]);
    assertEquals(await listeners(docker, 9010, "udp"), ["127.0.0.1 docker-proxy many"]);
  });

  await t.step("Machine.server() finds the process in the container, on any network", async () => {
    await until("httpd listens", async () => (await serving(docker, 8080))[0] === "everyone httpd");
    assertEquals(await serving(docker, 8083), ["shop-web-1 httpd"]);
    assertEquals(await serving(docker, 8088), ["paused httpd"]);
    assertEquals(await serving(docker, 9001), ["many undefined"]);
  });

  await t.step("Machine.server() finds a process of another container on its network", async () => {
    const command = ["/bin/httpd", "-f", "-p", "9001"];
    await docker.run({ name: "beside", network: "container:many", command });
    await until("it listens", async () => (await serving(docker, 9001))[0] === "many httpd");
  });

  await t.step(
    "Machine.container() finds a container on the host's network by its cgroup",
    async () => {
      await until("it listens", async () => (await listeners(docker, 8085)).length === 1);
      assertEquals(await listeners(docker, 8085), [":: httpd host"]);
    },
  );

  await t.step("Machine.containers() finds the one that would publish a free port", async () => {
    const machine = new Machine(await docker.look(askPort(8086)));
    assertEquals(machine.listeners(8086, "tcp"), []);
    assertEquals(machine.containers(8086, "tcp").map(({ name }) => name), ["created"]);
    const discarded = new Machine(await docker.look(askPort(8089)));
    assertEquals(discarded.containers(8089, "tcp"), []);
  });

  await t.step("look() does not ask the engine about a socket with a plain owner", async () => {
    await using scene = await makeSocket({ address: "127.0.0.1" }, { netns: docker.netns });
    const { known, containers } = await docker.look(askPort(scene.port, "auto", "tcp"));
    assert(!known.includes("containers"));
    assertEquals(containers, []);
  });

  await t.step("portStatus() is held where only the packet filter leads to it", async () => {
    const { processes } = await docker.look(askPort(8081, "auto", "tcp"));
    const proxy = processes.find(({ name }) => name === "docker-proxy");
    assert(proxy);
    Deno.kill(proxy.pid, "SIGKILL");
    await until("nobody listens", async () => (await listeners(docker, 8081)).length === 0);
    const machine = new Machine(await docker.look(askPort(8081, "auto", "tcp")));
    const { status, containers } = portStatus(machine, { port: 8081, proto: "tcp" });
    assertEquals([status, containers.map(({ name }) => name)], ["held", ["loopback"]]);
  });

  await t.step("docker tells of a container that waits for its next start", async () => {
    const command = ["/bin/sh", "-c", "exit 3"];
    await docker.run({ name: "again", publish: ["8091:80"], restart: "always", command });
    await until("it waits", async () => {
      const { containers } = await docker.look(askPort(8091, "auto", "tcp"));
      const again = containers.find(({ name }) => name === "again");
      return again?.state === "restarting" && published(again).includes("0.0.0.0:8091->80/tcp");
    });
  });
});

liveTest(
  "Machine.container() finds it where dockerd itself holds the port",
  DOCKER_NEEDS,
  async () => {
    await using docker = await Docker.start({ userlandProxy: false });
    await docker.run({ name: "everyone", publish: ["0.0.0.0:8080:80", "127.0.0.1:8080:80/udp"] });
    assertEquals(await listeners(docker, 8080), ["0.0.0.0 dockerd everyone"]);
    assertEquals(await listeners(docker, 8080, "udp"), ["127.0.0.1 dockerd everyone"]);
    await until("httpd listens", async () => (await serving(docker, 8080))[0] === "everyone httpd");
  },
);

liveTest("docker finds the socket of an engine without root by itself", DOCKER_NEEDS, async (t) => {
  await using docker = await Docker.start();
  await docker.run({ name: "loopback", publish: ["127.0.0.1:8081:80"] });
  const elsewhere = await exists("/var/run/docker.sock");
  await t.step({
    name: `and tells where it is${
      elsewhere ? " (ignored: this machine has a Docker of its own)" : ""
    }`,
    ignore: elsewhere,
    async fn() {
      const env = { DOCKER_HOST: "", DOCKER_CONFIG: "/nowhere", XDG_RUNTIME_DIR: docker.folder };
      await using looker = await Actor.start({ netns: docker.netns, env });
      const machine = new Machine(await looker.look(askPort(8081, "auto", "tcp")));
      const [container] = machine.containers(8081, "tcp");
      assert(container);
      const stop = machine.containerCommand(container, "stop");
      const endpoint = `unix://${docker.folder}/docker.sock`;
      assertEquals(stop, ["docker", "--host", endpoint, "stop", "loopback"]);
      const args = [...stop.slice(1), "--time", "0"];
      const { code } = await new Deno.Command("docker", { args }).output();
      assertEquals([code, await listeners(docker, 8081)], [0, []]);
    },
  });
});

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false;
  }
}
