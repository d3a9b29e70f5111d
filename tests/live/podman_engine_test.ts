import { assert, assertEquals, assertMatch } from "@std/assert";
import { Machine } from "../../src/model/machine.ts";
import { askPort, listeners, published, serving } from "./containers.ts";
import { Podman, PODMAN_NEEDS, ROOTLESS_NEEDS } from "./podman.ts";
import { makeSocket } from "./scene.ts";
import { liveTest } from "./tools.ts";
import { until } from "./until.ts";

const SHOP = ["0.0.0.0:8090->80/tcp", "::1:8091->81/tcp"];

/** How portik should see each container: its state, pod and ports. */
const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  web: ["running", undefined, [
    "0.0.0.0:8080->80/tcp",
    ...["0.0.0.0:9000->7000/udp", "0.0.0.0:9001->7001/udp", "0.0.0.0:9002->7002/udp"],
    "127.0.0.1:8081->81/tcp",
  ]],
  host: ["running", undefined, []],
  "shop-web": ["running", "shop", SHOP],
  "shop-db": ["running", "shop", SHOP],
  created: ["created", undefined, ["0.0.0.0:8086->80/tcp"]],
  paused: ["paused", undefined, ["127.0.0.1:8088->80/tcp"]],
  made: ["initialized", undefined, ["0.0.0.0:8089->80/tcp"]],
};

async function populate(podman: Podman): Promise<void> {
  await podman.run({
    name: "web",
    publish: ["8080:80", "127.0.0.1:8081:81", "9000-9002:7000-7002/udp"],
  });
  await podman.run({ name: "host", network: "host", command: ["/bin/httpd", "-f", "-p", "8085"] });
  await podman.command(
    ...["pod", "create", "--name", "shop"],
    ...["-p", "8090:80"],
    "-p",
    "[::1]:8091:81",
  );
  await podman.run({ name: "shop-db", pod: "shop", command: ["/bin/httpd", "-f", "-p", "5432"] });
  await podman.run({ name: "shop-web", pod: "shop" });
  await podman.run({
    name: "created",
    publish: ["8086:80"],
    start: false,
    labels: {
      "com.docker.compose.project": "shop",
      "com.docker.compose.service": "web",
      "com.docker.compose.project.config_files": "compose.yaml,more.yaml",
      "com.docker.compose.project.working_dir": "/srv/shop",
    },
  });
  await podman.run({ name: "paused", publish: ["127.0.0.1:8088:80"] });
  await podman.command("pause", "paused");
  await podman.run({ name: "made", publish: ["8089:80"], start: false });
  await podman.command("init", "made");
}

liveTest("podman and Machine find the containers of a real Podman", PODMAN_NEEDS, async (t) => {
  await using podman = await Podman.start();
  await populate(podman);

  await t.step("podman reads names, states, pods and ports of all of them", async () => {
    const { containers, gaps, known } = await podman.look(askPort(undefined));
    assertEquals(gaps.filter(({ source }) => source === "podman"), []);
    assert(known.includes("containers"));
    const ours = containers.filter(({ engine }) => engine === "podman");
    const seen = Object.fromEntries(
      ours.map((one) => [one.name, [one.state, one.pod, published(one)]]),
    );
    assertEquals(seen, EXPECTED);
    assert(ours.every(({ image, id }) => image === "localhost/web:1" && /^[0-9a-f]{64}$/.test(id)));
    const running = ours.filter(({ state }) => state === "running");
    assert(running.every(({ pid, remote }) => pid !== undefined && !remote));
  });

  await t.step("podman reads the labels of compose", async () => {
    const { containers } = await podman.look(askPort(8086));
    const one = containers.find(({ name }) => name === "created");
    assertEquals(
      [one?.composeProject, one?.composeService, one?.composeFile, one?.composeOverrides],
      ["shop", "web", "/srv/shop/compose.yaml", ["/srv/shop/more.yaml"]],
    );
  });

  await t.step("Machine.container() finds it behind conmon, which keeps the ports", async () => {
    assertEquals(await listeners(podman, 8080), ["0.0.0.0 conmon web"]);
    assertEquals(await listeners(podman, 8081), ["127.0.0.1 conmon web"]);
    assertEquals(await listeners(podman, 9001, "udp"), ["0.0.0.0 conmon web"]);
    assertEquals(await listeners(podman, 8088), ["127.0.0.1 conmon paused"]);
    assertEquals(await listeners(podman, 8089), ["0.0.0.0 conmon made"]);
  });

  await t.step("Machine.server() finds the process in the container", async () => {
    await until("httpd listens", async () => (await serving(podman, 8080))[0] === "web httpd");
    assertEquals(await serving(podman, 8081), ["web undefined"]);
    assertEquals(await serving(podman, 8088), ["paused httpd"]);
  });

  await t.step("Machine.container() finds the container of a pod that answers", async () => {
    const all = ["shop-db undefined", "shop-web httpd"];
    await until("httpd listens", async () => `${await serving(podman, 8090)}` === `${all}`);
    assertEquals(await listeners(podman, 8090), ["0.0.0.0 conmon shop-web"]);
    // Nobody listens on 81: any container of the pod will do.
    const [line] = await listeners(podman, 8091);
    assertMatch(line ?? "", /^::1 conmon shop-/);
  });

  await t.step("Machine.container() finds one on the host's network by its cgroup", async () => {
    await until("it listens", async () => (await listeners(podman, 8085)).length === 1);
    assertEquals(await listeners(podman, 8085), [":: httpd host"]);
  });

  await t.step("Machine.containers() finds the one that would publish a free port", async () => {
    const machine = new Machine(await podman.look(askPort(8086)));
    assertEquals(machine.listeners(8086, "tcp"), []);
    assertEquals(machine.containers(8086, "tcp").map(({ name }) => name), ["created"]);
  });

  await t.step("look() does not ask about a socket with a plain owner", async () => {
    await using scene = await makeSocket({ address: "127.0.0.1" }, { netns: podman.netns });
    const { known, asked } = await podman.look(askPort(scene.port, "auto", "tcp"));
    assert(!known.includes("containers"));
    assertEquals(asked.map(({ fact }) => fact), ["sockets"]);
  });

  await t.step("Machine.containerCommand() is what frees the port of a pod", async () => {
    const machine = new Machine(await podman.look(askPort(8090, "auto", "tcp")));
    const [container] = machine.containers(8090, "tcp");
    assert(container);
    const [program, ...words] = machine.containerCommand(container, "stop");
    assertEquals([program, ...words], ["podman", "pod", "stop", "shop"]);
    await podman.command(...words, "--time", "0");
    assertEquals(await listeners(podman, 8090), []);
  });
});

liveTest("podman and Machine find the containers of a user", ROOTLESS_NEEDS, async (t) => {
  await using podman = await Podman.start({ as: "nobody" });
  await podman.run({
    name: "slirp",
    network: "slirp4netns",
    publish: ["8080:80", "127.0.0.1:8081:81/udp"],
  });
  await podman.run({ name: "bridge", network: "podman", publish: ["[::1]:8082:80"] });
  await podman.run({
    name: "direct",
    network: "slirp4netns:port_handler=slirp4netns",
    publish: ["8083:80"],
  });
  await podman.run({ name: "host", network: "host", command: ["/bin/httpd", "-f", "-p", "8085"] });

  await t.step("Machine.container() finds it behind rootlessport and slirp4netns", async () => {
    assertEquals(await listeners(podman, 8080), [":: rootlessport slirp"]);
    assertEquals(await listeners(podman, 8081, "udp"), ["127.0.0.1 rootlessport slirp"]);
    assertEquals(await listeners(podman, 8082), ["::1 rootlessport bridge"]);
    assertEquals(await listeners(podman, 8083), ["0.0.0.0 slirp4netns direct"]);
  });

  await t.step(
    "Machine.server() finds the process in one's own container without root",
    async () => {
      await until("httpd listens", async () => (await serving(podman, 8080))[0] === "slirp httpd");
      assertEquals(await serving(podman, 8082), ["bridge httpd"]);
      assertEquals(await serving(podman, 8081, "udp"), ["slirp undefined"]);
    },
  );

  await t.step(
    "Machine.container() finds one on the host's network, with or without cgroups",
    async () => {
      await until("it listens", async () => (await listeners(podman, 8085)).length === 1);
      assertEquals(await listeners(podman, 8085), [":: httpd host"]);
    },
  );
});
