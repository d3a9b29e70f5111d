import { assertEquals } from "@std/assert";
import { listenersAt, parsePlace, whereabouts } from "../../../src/analysis/trace/place.ts";
import { quietMachine, socket } from "../../../src/testing.ts";

Deno.test("parsePlace() reads addresses, names and Unix sockets", () => {
  assertEquals(parsePlace("127.0.0.1:80"), { host: "127.0.0.1", port: 80 });
  assertEquals(parsePlace("[::0001]:80"), { host: "::1", port: 80 });
  assertEquals(parsePlace("backend:3000"), { host: "backend", port: 3000 });
  assertEquals(parsePlace("unix:/run/a.sock"), { host: "unix:/run/a.sock" });
  assertEquals(parsePlace("/run/a:1"), { host: "unix:/run/a:1" });
});

Deno.test("whereabouts() knows this machine's addresses and those of its namespaces", () => {
  const machine = quietMachine({
    addresses: [{ address: "10.0.0.2" }, { address: "172.17.0.2", namespace: "blue" }],
  });
  const where = (host: string) => whereabouts(machine, host);
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost", "0.0.0.0", "10.0.0.2"]) {
    assertEquals(where(host), { where: "here" }, host);
  }
  assertEquals(where("172.17.0.2"), { where: "namespace", namespace: "blue" });
  assertEquals(where("192.0.2.1"), { where: "outside", certain: true });
  assertEquals(where("backend"), { where: "name" });
});

Deno.test("whereabouts() goes by sockets where the addresses are not known", () => {
  const machine = quietMachine({ sockets: [socket({ address: "10.0.0.2" })] });
  assertEquals(whereabouts(machine, "10.0.0.2"), { where: "here" });
  assertEquals(whereabouts(machine, "10.0.0.3"), { where: "outside", certain: false });
});

Deno.test("listenersAt() takes the listener on the very address before a wildcard", () => {
  const [all, one] = [socket(), socket({ address: "127.0.0.1" })];
  const machine = quietMachine({ sockets: [all, one] });
  const at = (host: string) => listenersAt(machine, { host, port: 3000 }, { proto: "tcp" });
  assertEquals(at("127.0.0.1"), [one]);
  assertEquals(at("10.0.0.2"), [all]);
  assertEquals(listenersAt(machine, { host: "127.0.0.1" }, { proto: "tcp" }), []);
});

Deno.test("listenersAt() stays in the namespace that is meant", () => {
  const inside = socket({ namespace: "blue" });
  const machine = quietMachine({ sockets: [socket(), inside] });
  const place = { host: "172.17.0.2", port: 3000 };
  assertEquals(listenersAt(machine, place, { proto: "tcp", namespace: "blue" }), [inside]);
  assertEquals(listenersAt(machine, place, { proto: "tcp", namespace: "red" }), []);
});
