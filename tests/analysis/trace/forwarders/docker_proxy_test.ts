import { assertEquals } from "@std/assert";
import { dockerProxy } from "../../../../src/analysis/trace/forwarders/docker_proxy.ts";
import { container } from "../../../../src/testing.ts";
import { hopOf, ways } from "../paper.ts";

const ARGV = [
  ...["/usr/bin/docker-proxy", "-proto", "tcp", "-host-ip", "0.0.0.0", "-host-port", "3000"],
  ...["-container-ip", "172.17.0.2", "-container-port", "80"],
];

Deno.test("dockerProxy() reads where docker-proxy passes connections on", () => {
  const to = "172.17.0.2:80";
  assertEquals(ways(dockerProxy, ARGV), [[`passes connections on to ${to}`, to]]);
  assertEquals(ways(dockerProxy, ARGV, { containers: [container()] }), [
    [`passes connections on to ${to} in container web-1`, to],
  ]);
});

Deno.test("dockerProxy() reads IPv6 and other ways to write an option", () => {
  const argv = ["docker-proxy", "--container-ip=fd00::2", "--container-port=80"];
  assertEquals(ways(dockerProxy, argv)?.[0]?.[1], "[fd00::2]:80");
});

Deno.test("dockerProxy() believes the engine about forwarders that say nothing", () => {
  const [way] = dockerProxy(hopOf({ argv: ["rootlessport"] }, { containers: [container()] })) ?? [];
  assertEquals([way?.does, way?.to, way?.container?.name], [
    "passes connections on to port 80 of container web-1",
    undefined,
    "web-1",
  ]);
  assertEquals(way?.evidence, ["docker publishes 3000 for 80 of web-1"]);
});

Deno.test("dockerProxy() is silent about others, and where no container is known", () => {
  assertEquals(ways(dockerProxy, ["node"]), undefined);
  assertEquals(ways(dockerProxy, ["rootlessport"]), undefined);
  assertEquals(ways(dockerProxy, ["docker-proxy"]), undefined);
});
