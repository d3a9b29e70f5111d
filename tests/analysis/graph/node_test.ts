import { assertEquals } from "@std/assert";
import { labelOf, portOf } from "../../../src/analysis/graph/node.ts";

Deno.test("labelOf() has words for every kind of node", () => {
  const id = "x";
  assertEquals(labelOf({ id, kind: "process", name: "nginx", pid: 7 }), "nginx (pid 7)");
  assertEquals(
    labelOf({ id, kind: "process", name: "docker-proxy", pid: 7, container: "web-1" }),
    "web-1 (docker-proxy, pid 7)",
  );
  assertEquals(labelOf({ id, kind: "address", name: "::1" }), "::1 (this machine)");
  assertEquals(labelOf({ id, kind: "address", name: "192.0.2.7", outside: true }), "192.0.2.7");
  assertEquals(labelOf({ id, kind: "hidden", name: "user root" }), "user root");
});

Deno.test("portOf() has port and protocol", () => {
  assertEquals(portOf({ port: 53, proto: "udp" }), "53/udp");
});
