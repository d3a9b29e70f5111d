import { assertEquals } from "@std/assert";
import { Listeners } from "../../../src/analysis/graph/listeners.ts";
import { process, quietMachine, socket } from "../../../src/testing.ts";

const ONE = socket({ port: 80, address: "127.0.0.1" });
const ALL = socket({ port: 80, holders: [{ pid: 900 }] });
const SIX = socket({ port: 81, address: "::", v6only: true });
const DUAL = socket({ port: 82, address: "::", v6only: false });

const listeners = new Listeners(quietMachine({
  sockets: [ONE, ALL, SIX, DUAL, socket({ port: 83, namespace: "blue" })],
  addresses: [{ address: "10.0.0.3" }, { address: "10.9.9.9", namespace: "blue" }],
}));

const at = (address: string, port: number, ...pids: number[]) =>
  listeners.of({ proto: "tcp", address, port }, pids);

Deno.test("Listeners.of() prefers the very address, and before that the very process", () => {
  assertEquals(at("127.0.0.1", 80), ONE);
  assertEquals(at("10.0.0.2", 80), ALL);
  assertEquals(at("127.0.0.1", 80, 900), ALL);
});

Deno.test("Listeners.of() knows which family a wildcard answers on", () => {
  assertEquals([at("::1", 81), at("127.0.0.1", 81)], [SIX, undefined]);
  assertEquals([at("::1", 82), at("127.0.0.1", 82)], [DUAL, DUAL]);
  assertEquals(at("::1", 80), undefined);
});

Deno.test("Listeners.of() keeps protocols and namespaces apart", () => {
  assertEquals(listeners.of({ proto: "udp", address: "127.0.0.1", port: 80 }, []), undefined);
  assertEquals(at("127.0.0.1", 83), undefined);
});

Deno.test("Listeners.isHere() knows the addresses of this machine", () => {
  const here = ["127.0.0.5", "::1", "10.0.0.3", "10.9.9.9", "192.0.2.1"];
  assertEquals(here.map((address) => listeners.isHere(address)), [true, true, true, false, false]);
});

Deno.test("Listeners.makerOf() folds heirs into the maker, and makers into nobody", () => {
  const shared = (port: number, ...pids: number[]) =>
    socket({ port, holders: pids.map((pid) => ({ pid, fd: 3 })) });
  const folded = new Listeners(quietMachine({
    sockets: [shared(80, 7, 8, 9), shared(81, 9)],
    processes: [7, 8, 9].map((pid) => process({ pid, ppid: pid === 7 ? 1 : 7 })),
  }));
  assertEquals([7, 8, 9, 10].map((pid) => folded.makerOf(pid)), [7, 7, 9, 10]);
});
