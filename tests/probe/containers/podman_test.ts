import { assert, assertEquals } from "@std/assert";
import type { Failure, Ran } from "../../../src/host/host.ts";
import type { Container } from "../../../src/model/container.ts";
import { parsePodmanPs, podman } from "../../../src/probe/containers/podman.ts";
import { onPaper, type Paper, recorded } from "../paper.ts";
import { texts } from "./texts.ts";

/** `state pid ports` of each container, by its name. */
function shown(
  { containers }: { containers: readonly Container[] } = { containers: [] },
): Record<string, unknown[]> {
  return Object.fromEntries(containers.map(({ name, state, pid, pod, publications }) => [
    name,
    [state, pid, pod, ...texts(publications)],
  ]));
}

const SHOP = ["0.0.0.0:8090->80/tcp", "::1:8091->81/tcp"];

const WEB = [
  ...["0.0.0.0:8080->80/tcp"],
  ...["0.0.0.0:9000->7000/udp", "0.0.0.0:9001->7001/udp", "0.0.0.0:9002->7002/udp"],
  ...["127.0.0.1:8081->81/tcp"],
];

Deno.test("parsePodmanPs() reads containers in every state, with their ports", () => {
  assertEquals(shown(parsePodmanPs(recorded("podman/ps_4.json"))), {
    web: ["running", 3807, undefined, ...WEB],
    host: ["running", 3837, undefined],
    "shop-web": ["running", 3926, "shop", ...SHOP],
    "shop-db": ["running", 3955, "shop", ...SHOP],
    "9a0d40adb214-infra": ["running", 4023, "empty", "0.0.0.0:8096->80/tcp"],
    shop_api_1: [
      "created",
      undefined,
      undefined,
      "127.0.0.1:36387->81/tcp",
      "0.0.0.0:8086->80/tcp",
    ],
    paused: ["paused", 4090, undefined, "127.0.0.1:8088->80/tcp"],
    exited: ["stopped", undefined, undefined, "0.0.0.0:8087->80/tcp"],
    inited: ["initialized", 4715, undefined, "0.0.0.0:8100->80/tcp"],
  });
});

Deno.test("parsePodmanPs() reads other versions, but for their words, alike", () => {
  const four = shown(parsePodmanPs(recorded("podman/ps_4.json")));
  const three = shown(parsePodmanPs(recorded("podman/ps_3.json")));
  const five = shown(parsePodmanPs(recorded("podman/ps_5.json")));
  for (const name of ["web", "host", "shop-web", "shop-db", "paused"]) {
    assertEquals(three[name], four[name]);
    assertEquals(five[name], four[name]);
  }
  assertEquals([three.shop_api_1?.[0], five.exited?.[0]], ["configured", "exited"]);
});

Deno.test("parsePodmanPs() reads the ports column of early versions", () => {
  const row = { Id: "a", Names: "web", State: "Running", Ports: "0.0.0.0:8080->80/tcp" };
  assertEquals(shown(parsePodmanPs(JSON.stringify([row]))), {
    web: ["running", undefined, undefined, "0.0.0.0:8080->80/tcp"],
  });
});

Deno.test("parsePodmanPs() leaves out what only keeps a pod together, and tells which that is", () => {
  const { containers = [], infra = [] } = parsePodmanPs(recorded("podman/ps_4.json")) ?? {};
  assertEquals(infra, ["9beae29479777483e25b3ada6fac5590740057ace4176ac77030e57fa9c68b22"]);
  assert(!containers.some(({ id }) => infra.includes(id)));
});

Deno.test("parsePodmanPs() gives a pod's ports to its containers, whoever tells of them", () => {
  const port = { host_ip: "", container_port: 80, host_port: 8080, range: 1, protocol: "tcp" };
  const rows = [
    { Id: "i", Names: ["x-infra"], Pod: "p1", PodName: "shop", IsInfra: true, Ports: [port] },
    { Id: "a", Names: ["web"], Pod: "p1", PodName: "shop", IsInfra: false, Ports: null },
    { Id: "b", Names: ["alone"], Pod: "", Ports: [port] },
  ];
  assertEquals(shown(parsePodmanPs(JSON.stringify(rows))), {
    web: ["unknown", undefined, "shop", "0.0.0.0:8080->80/tcp"],
    alone: ["unknown", undefined, undefined, "0.0.0.0:8080->80/tcp"],
  });
});

Deno.test("parsePodmanPs() reads the labels of compose", () => {
  const api = parsePodmanPs(recorded("podman/ps_4.json"))?.containers
    .find(({ name }) => name === "shop_api_1");
  assertEquals(
    [api?.composeProject, api?.composeService, api?.composeFile, api?.composeOverrides],
    ["shop", "api", "/srv/shop/compose.yaml", ["/srv/shop/override.yaml"]],
  );
});

Deno.test("parsePodmanPs() reads ports of several protocols and of none", () => {
  const ports = (...Ports: unknown[]) =>
    texts(parsePodmanPs(JSON.stringify([{ Id: "a", Ports }]))?.containers[0]?.publications);
  const port = { container_port: 53, host_port: 5353 };
  assertEquals(ports({ ...port, protocol: "tcp,udp" }), [
    "0.0.0.0:5353->53/tcp",
    "0.0.0.0:5353->53/udp",
  ]);
  assertEquals(ports(port), ["0.0.0.0:5353->53/tcp"]);
  assertEquals(ports({ ...port, protocol: "sctp" }), []);
  assertEquals(ports({ ...port, host_port: 0 }, { ...port, range: 70000 }, null, 7, {}), []);
});

Deno.test("parsePodmanPs() refuses what is not its list", () => {
  assertEquals(parsePodmanPs("[]"), { containers: [], infra: [] });
  const whole = recorded("podman/ps_4.json");
  for (const text of ["", "hello", "null", "{}", "[7]", '[{"Id":""}]', whole.slice(0, -20)]) {
    assertEquals(parsePodmanPs(text), undefined, text);
  }
});

const FILE = { type: "file", size: 0, mode: 0o644 } as const;
const USED: Paper = { stats: { "/var/lib/containers/storage/libpod": FILE } };

/** What the probe makes of a Podman that answers in this way, and what it asked. */
async function read(ps: Ran | Failure, engines: "auto" | "always" = "auto", paper: Paper = USED) {
  const asked: string[] = [];
  const sight = {
    ...onPaper(paper),
    run: (argv: readonly string[]) => {
      asked.push(argv.join(" "));
      return Promise.resolve(ps);
    },
  };
  const answer = await podman.read(sight, { engines }, { probeTimeout: 2000 });
  return { answer, asked };
}

function ran(stdout: string, code = 0, stderr = ""): Ran {
  return { code, stdout, stderr };
}

Deno.test("podman asks once, however many containers there are", async () => {
  const { answer, asked } = await read(ran(recorded("podman/ps_4.json")));
  assert(typeof answer === "object" && "containers" in answer);
  assertEquals(answer.containers.length, 9);
  assertEquals(asked, ["podman ps --all --no-trunc --pod --format json"]);
});

Deno.test("podman is not led to make its folders where nobody has used it", async () => {
  const version = ran("podman version 4.3.1\n");
  const unused = await read(version, "always", {});
  assertEquals([unused.answer, unused.asked], ["absent", ["podman --version"]]);
  const silent = await read(version, "auto", {});
  assertEquals([silent.answer, silent.asked], ["absent", []]);
  assertEquals((await read({ failed: "ENOENT" }, "always", {})).answer, {
    missing: "podman is not installed",
  });
});

Deno.test("podman is asked where its containers may be somewhere else", async () => {
  const asked = async (file: string, env: Readonly<Record<string, string>> = {}) =>
    (await read(ran("[]"), "auto", { env, stats: { [file]: FILE } })).asked.length;
  assertEquals(await asked("/etc/containers/storage.conf"), 1);
  const home = { HOME: "/home/me" };
  assertEquals(await asked("/home/me/.config/containers/storage.conf", home), 1);
  const config = { ...home, XDG_CONFIG_HOME: "/etc/me" };
  assertEquals(await asked("/etc/me/containers/storage.conf", config), 1);
  assertEquals(await asked("/home/me/.config/containers/storage.conf", config), 0);
});

Deno.test("podman that is not installed is absent, unless it was asked for", async () => {
  assertEquals((await read({ failed: "ENOENT" })).answer, "absent");
  assertEquals((await read({ failed: "ENOENT" }, "always")).answer, {
    missing: "podman is not installed",
  });
});

Deno.test("podman says why there is no answer", async () => {
  const reason = async (ps: Ran | Failure) => (await read(ps)).answer;
  assertEquals(await reason({ failed: "ETIMEDOUT" }), {
    missing: "podman did not answer within 2 s",
  });
  assertEquals(await reason(ran("", 125, "Error: no such thing\n")), {
    missing: "podman exited with 125: Error: no such thing",
  });
  assertEquals(await reason(ran(recorded("podman/ps_4.json"), 137)), {
    missing: "podman exited with 137",
  });
  for (const rubbish of ["", "hello", recorded("podman/ps_4.json").slice(0, 300)]) {
    assertEquals(await reason(ran(rubbish)), {
      missing: "podman printed something that is not its list",
    });
  }
});

Deno.test("podman is not asked where CONTAINER_HOST leads to another machine", async () => {
  const env = { CONTAINER_HOST: "ssh://core@192.0.2.7/run/podman/podman.sock" };
  const { answer, asked } = await read(ran("[]"), "always", { env });
  assertEquals(answer, {
    missing: `CONTAINER_HOST is ${env.CONTAINER_HOST}, which is another machine`,
  });
  assertEquals(asked, []);
});
