import { assert, assertEquals } from "@std/assert";
import {
  parseDockerPs,
  parsePublications,
  publicationsOf,
} from "../../../src/probe/containers/docker_ps.ts";
import { recorded } from "../paper.ts";
import { texts } from "./texts.ts";

Deno.test("parsePublications() reads both ways of writing IPv6", () => {
  const expected = ["0.0.0.0:8080->80/tcp", ":::8080->80/tcp"];
  assertEquals(texts(parsePublications("0.0.0.0:8080->80/tcp, [::]:8080->80/tcp")), expected);
  assertEquals(texts(parsePublications("0.0.0.0:8080->80/tcp, :::8080->80/tcp")), expected);
  assertEquals(texts(parsePublications("::1:8082->80/tcp")), ["::1:8082->80/tcp"]);
});

Deno.test("parsePublications() spreads a range", () => {
  assertEquals(texts(parsePublications("127.0.0.1:9000-9002->7000-7002/udp")), [
    "127.0.0.1:9000->7000/udp",
    "127.0.0.1:9001->7001/udp",
    "127.0.0.1:9002->7002/udp",
  ]);
});

Deno.test("parsePublications() leaves out ports that are only exposed, and rubbish", () => {
  assertEquals(parsePublications("443/tcp, 500-502/udp"), []);
  assertEquals(parsePublications("0.0.0.0:9999->9999/sctp"), []);
  assertEquals(parsePublications(""), []);
  assertEquals(parsePublications("hello, ->80/tcp, :->/tcp"), []);
});

Deno.test("publicationsOf() has none of a row of ports that no machine can have", () => {
  const range = { host: "0.0.0.0", hostPort: 65534, containerPort: 80, proto: "tcp" } as const;
  assertEquals(texts(publicationsOf({ ...range, count: 2 })), [
    "0.0.0.0:65534->80/tcp",
    "0.0.0.0:65535->81/tcp",
  ]);
  assertEquals(publicationsOf({ ...range, count: 3 }), []);
  assertEquals(publicationsOf({ ...range, count: 1e9 }), []);
  assertEquals(publicationsOf({ ...range, count: 0 }), []);
  assertEquals(publicationsOf({ ...range, hostPort: NaN, count: 1 }), []);
});

Deno.test("parsePublications() is not led to make millions of ports", () => {
  assertEquals(parsePublications("0.0.0.0:1-99999999->1-99999999/tcp"), []);
});

Deno.test("parseDockerPs() reads what old and new command lines print alike", () => {
  const containers = parseDockerPs(recorded("docker/ps_client_28.txt"));
  assertEquals(parseDockerPs(recorded("docker/ps_client_20.txt")), containers);
  const rows = containers?.map(({ name, state, publications }) => [
    name,
    state,
    ...texts(publications),
  ]);
  assertEquals(rows, [
    ["plain", "created"],
    ["linked", "running"],
    ["restarting", "restarting"],
    ["paused", "paused", "127.0.0.1:8088->80/tcp"],
    ["exited", "exited"],
    ["hostport", "created"],
    ["created", "created"],
    ["host", "running"],
    ["shop-web-1", "running", "127.0.0.1:8083->80/tcp"],
    [
      "many",
      "running",
      "0.0.0.0:9000->9000/tcp",
      "0.0.0.0:9001->9001/tcp",
      "0.0.0.0:9002->9002/tcp",
      ":::9000->9000/tcp",
      ":::9001->9001/tcp",
      ":::9002->9002/tcp",
      "127.0.0.1:9010->53/tcp",
      "127.0.0.1:9010->5000/udp",
      "127.0.0.1:9011->5001/udp",
    ],
    ["ipv6", "running", "::1:8082->80/tcp"],
    ["loopback", "running", "127.0.0.1:8081->80/tcp"],
    ["everyone", "running", "0.0.0.0:8080->80/tcp", ":::8080->80/tcp"],
  ]);
});

Deno.test("parseDockerPs() reads versions between and after those alike", () => {
  const containers = parseDockerPs(recorded("docker/ps_client_24.txt"));
  assertEquals(parseDockerPs(recorded("docker/ps_engine_29.txt")), containers);
  assertEquals(containers?.map(({ publications }) => publications.length), [0, 1, 8]);
});

Deno.test("parseDockerPs() knows a container by its own name, not by those that others link to", () => {
  const names = parseDockerPs(recorded("docker/ps_client_28.txt"))?.map(({ name }) => name);
  assert(names?.includes("everyone"));
  const nameOf = (name: string) => parseDockerPs(JSON.stringify({ id: "a", name }))?.[0]?.name;
  assertEquals(nameOf("proxy/web,web-1"), "web-1");
  assertEquals(nameOf("proxy/web"), "proxy/web");
});

Deno.test("parseDockerPs() reads the labels of compose, and leaves empty ones out", () => {
  const containers = parseDockerPs(recorded("docker/ps_client_28.txt")) ?? [];
  const shop = containers.find(({ name }) => name === "shop-web-1");
  assertEquals([shop?.composeProject, shop?.composeService, shop?.composeFile], [
    "shop",
    "web",
    "/srv/shop/compose.yaml",
  ]);
  assertEquals(shop?.composeOverrides, ["/srv/shop/compose.override.yaml"]);
  const others = containers.filter((one) => one !== shop);
  assert(others.every((one) => !("composeProject" in one) && !("composeFile" in one)));
});

Deno.test("parseDockerPs() reads Podman's API, which does not tell of ports on all addresses", () => {
  const containers = parseDockerPs(recorded("docker/ps_of_podman.txt")) ?? [];
  const web = containers.find(({ name }) => name === "web");
  assertEquals(texts(web?.publications), ["127.0.0.1:8081->81/tcp"]);
});

Deno.test("parseDockerPs() refuses what is not its list", () => {
  assertEquals(parseDockerPs(""), []);
  const whole = recorded("docker/ps_client_28.txt");
  const texts = ["hello", "null", "[]", "{}", '{"id":""}', '{"id":7}', '{"id":"a"}\nhello'];
  for (const text of [...texts, whole.slice(0, -20), '[{"Id":"a"}]']) {
    assertEquals(parseDockerPs(text), undefined, text);
  }
});
