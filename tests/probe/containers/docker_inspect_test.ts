import { assertEquals } from "@std/assert";
import { parseDockerPs } from "../../../src/probe/containers/docker_ps.ts";
import { parseInspect } from "../../../src/probe/containers/docker_inspect.ts";
import { recorded } from "../paper.ts";
import { texts } from "./texts.ts";

/** `pid bindings ports` of each container, by its name. */
function inspected(file: string, list: string): Record<string, unknown> {
  const found = parseInspect(recorded(`docker/${file}`));
  const names = parseDockerPs(recorded(`docker/${list}`)) ?? [];
  return Object.fromEntries(names.map(({ id, name }) => {
    const { pid, bindings = [], ports = [] } = found.get(id) ?? {};
    return [name, [pid, texts(bindings), texts(ports)]];
  }));
}

Deno.test("parseInspect() reads pids, the ports that containers were made with, and those they have", () => {
  const found = inspected("inspect.txt", "ps_client_28.txt");
  assertEquals(found.plain, [undefined, [], []]);
  assertEquals(found.restarting, [undefined, ["127.0.0.1:8090->80/tcp"], []]);
  assertEquals(found.paused, [1207, ["127.0.0.1:8088->80/tcp"], ["127.0.0.1:8088->80/tcp"]]);
  assertEquals(found.exited, [undefined, ["127.0.0.1:8087->80/tcp"], []]);
  assertEquals(found.everyone, [
    541,
    ["0.0.0.0:8080->80/tcp", ":::8080->80/tcp"],
    ["0.0.0.0:8080->80/tcp", ":::8080->80/tcp"],
  ]);
});

Deno.test("parseInspect() leaves out ports that the engine is to choose", () => {
  // Neither of the two: 127.0.0.1::81 and 8100-8110:83.
  assertEquals(inspected("inspect.txt", "ps_client_28.txt").created, [
    undefined,
    ["0.0.0.0:8086->80/tcp", ":::8086->80/tcp", "::1:8089->82/udp"],
    [],
  ]);
});

Deno.test("parseInspect() leaves out what is discarded on the host's own network", () => {
  const found = inspected("inspect.txt", "ps_client_28.txt");
  assertEquals(found.hostport, [undefined, [], []]);
  assertEquals(found.host, [1029, [], []]);
});

Deno.test("parseInspect() reads engines of other versions alike", () => {
  const found = inspected("inspect_engine_24.txt", "ps_client_24.txt");
  assertEquals(inspected("inspect_engine_28.txt", "ps_engine_29.txt"), found);
  assertEquals(found["shop-web-1"], [937, ["127.0.0.1:8083->80/tcp"], ["127.0.0.1:8083->80/tcp"]]);
});

Deno.test("parseInspect() takes an empty address of Podman's API for all of IPv4", () => {
  const found = inspected("inspect_of_podman.txt", "ps_of_podman.txt");
  const [pid, , ports] = found.web as unknown[];
  assertEquals([pid, ports], [3807, [
    ...["0.0.0.0:9000->7000/udp", "0.0.0.0:9001->7001/udp", "0.0.0.0:9002->7002/udp"],
    ...["0.0.0.0:8080->80/tcp", "127.0.0.1:8081->81/tcp"],
  ]]);
});

Deno.test("parseInspect() leaves out what it cannot read", () => {
  const lines = [
    "hello",
    "{}",
    '{"id":"a","bindings":null,"ports":7,"pid":"x"}',
    '{"id":"b","bindings":{"80/tcp":null,"81/sctp":[{"HostPort":"1"}],"82/tcp":[null,7,{}]}}',
    '{"id":"c","pid":-1,"bindings":{"80/tcp":[{"HostIp":7,"HostPort":"99999"},{"HostPort":8080}]}}',
    '{"id":"d","bindings":{"80/tcp":[{"HostPort":"80',
  ];
  const nothing = { bindings: [], ports: [] };
  assertEquals([...parseInspect(lines.join("\n"))], [["a", nothing], ["b", nothing], [
    "c",
    nothing,
  ]]);
});
